import { describe, expect, it } from '@jest/globals';
import { isOutage } from './is-outage.ts';

const withCode = (code: string, message = 'failed'): Error => Object.assign(new Error(message), { code });

describe('an outage', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a socket without a server', Object.assign(withCode('ENOENT'), { syscall: 'connect' })],
    ['a socket whose server has no place', Object.assign(withCode('EAGAIN'), { syscall: 'connect' })],
    ['every address refused', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
    ['Postgres shutting down', withCode('57P01')],
    ['Postgres starting', withCode('57P03')],
    ['too many connections', withCode('53300')],
    ['a lost connection', withCode('08006')],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['Prisma without a server', withCode('P1001')],
    [
      'a raw statement of Prisma without a server',
      Object.assign(withCode('P2010'), { meta: { driverAdapterError: { cause: { kind: 'DatabaseNotReachable' } } } }),
    ],
    ['a peer that does not answer', Object.assign(new Error('x'), { extensions: { code: 'SERVICE_UNAVAILABLE' } })],
    ['a peer that failed for want of another', withCode('SERVICE_UNAVAILABLE')],
    [
      'a database that takes no connections',
      withCode('55000', 'database "soko" is not currently accepting connections'),
    ],
    ['a request that took too long', AbortSignal.abort(new DOMException('Too slow', 'TimeoutError')).reason],
    ['a connection that this process closes', withCode('UND_ERR_DESTROYED')],
    ['a broker that is not reached', Object.assign(new Error('x'), { name: 'KafkaJSNumberOfRetriesExceeded' })],
    [
      'no connection for a transaction',
      new Error('Transaction API error: Unable to start a transaction in the given time.'),
    ],
    [
      'a transaction that stood still for too long',
      new Error('Transaction API error: A commit cannot be executed on an expired transaction.'),
    ],
    ['one behind another error', new Error('could not save', { cause: withCode('ECONNRESET') })],
  ])('is %s', (_, error) => {
    expect(isOutage(error)).toBe(true);
  });

  it.each([
    ['a unique violation', withCode('23505')],
    ['a mistake in a statement', withCode('42601')],
    ['a statement at a wrong time', withCode('55000', 'currval of sequence "x" is not yet defined in this session')],
    ['a file that is missing', Object.assign(withCode('ENOENT'), { syscall: 'open' })],
    ['a mistake in the code', new TypeError('x is not a function')],
    ['a refusal of input', Object.assign(new Error('x'), { extensions: { code: 'BAD_USER_INPUT' } })],
    ['nothing', null],
    ['a text', 'ECONNREFUSED'],
  ])('is not %s', (_, error) => {
    expect(isOutage(error)).toBe(false);
  });

  it('is looked for a few causes deep, also in a circle', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    expect(isOutage(circle)).toBe(false);
  });
});
