import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Secrets {
  /** Ed25519 private key, PKCS#8 in base64. */
  signingKey: string;
  /** Its public key, SPKI in base64. */
  signingPublicKey: string;
  serviceToken: string;
}

/** The secrets of the stack in this directory, made the first time: sessions outlive a restart. */
export async function secretsOf(directory: string): Promise<Secrets> {
  const file = join(directory, 'secrets.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8'));
  const secrets = makeSecrets();
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function makeSecrets(): Secrets {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    signingKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    signingPublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    serviceToken: randomBytes(32).toString('hex'),
  };
}
