// Prints secrets for infra/compose.yaml, new ones each time.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const secret = () => randomBytes(32).toString('hex');

const variables = {
  POSTGRES_PASSWORD: secret(),
  S3_SECRET_ACCESS_KEY: secret(),
  SERVICE_TOKEN: secret(),
  SIGNING_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  SIGNING_PUBLIC_KEY: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
};

for (const [name, value] of Object.entries(variables)) console.log(`${name}=${value}`);
