import { S3Client } from '@aws-sdk/client-s3';

export interface S3Options {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `https://host/bucket/key` rather than `https://bucket.host/key`. */
  forcePathStyle: boolean;
}

/**
 * A client that gives up on a store that is down within seconds, and on one that hangs within
 * `maxAttempts × requestTimeout`, a little over 20 seconds unless another time-out is given.
 *
 * @param requestTimeout milliseconds for all up to the answer's headers; unless given, enough to send 5 MiB, the largest
 *   part of a photo's upload
 */
export function createS3Client(options: S3Options, requestTimeout = 10_000): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = options;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: 256 },
      httpsAgent: { maxSockets: 256 },
    },
    // To wait for a "100 Continue" the client opens a connection for each part of an upload.
    expectContinueHeader: false,
    // What is read is checked against the SHA-256 that the app has, and ranges have no checksum.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  // A signed body would be hashed once more. The store checks bodies by their CRC-32, which is in a signed header.
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build', name: 'leaveBodiesUnsigned' },
  );
  return client;
}
