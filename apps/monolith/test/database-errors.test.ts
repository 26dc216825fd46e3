import { describe, expect, it } from '@jest/globals';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import { isDatabaseUnavailable } from '../src/data-access/database-errors.ts';

const withCode = (code: string, error = new Error(code)) => Object.assign(error, { code });
const answered = (originalCode: string) =>
  new DriverAdapterError({
    ...{ kind: 'postgres', code: originalCode, originalCode, severity: 'ERROR' },
    ...{ message: '', detail: undefined, column: undefined, hint: undefined },
  });

describe('the same request may succeed later', () => {
  it.each([
    [
      'when no address of the host can be reached',
      withCode('ECONNREFUSED', new AggregateError([])),
    ],
    ['when the connection breaks while a query is written', withCode('EPIPE')],
    ['when the host cannot be reached', withCode('EHOSTUNREACH')],
    ['when an answer stays out', new Error('Query read timeout')],
    ['after a serialization failure', answered('40001')],
    ['after a deadlock', answered('40P01')],
    ['when there are too many connections', answered('53300')],
    ['when the server is shut down', answered('57P01')],
    ['when the server takes no writes', answered('25006')],
  ])('%s', (_when, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });
});

describe('the same request would fail again', () => {
  it.each([
    ['when a value is out of range', answered('22003')],
    ['when a constraint is violated', answered('23505')],
    ['when a table is missing', answered('42P01')],
    ['when the transaction has failed before', answered('25P02')],
    ['after a bug of ours', new TypeError('x is undefined')],
    ['when a file is missing', withCode('ENOENT')],
    ['after something that is no error', 'nothing'],
  ])('%s', (_when, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
