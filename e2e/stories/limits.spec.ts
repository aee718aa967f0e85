import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { act, depositByCard, kes, newBettor, ofAge, openTrading, placeBet, richBettor } from '../harness/bettors.ts';

const limit =
  '... on GamingLimit { kind period limit { amount } left { amount } pendingIncrease { id amount { amount } } }';

describe('the limits of a person', () => {
  it('on deposits hold for a week and a month, the narrowest first, and are removed after a day of thought', async () => {
    const bettor = await newBettor();
    const { user } = bettor;
    await ofAge(bettor);
    const set = (period: string, amount: string) =>
      act(user, 'setLimit', { kind: 'DEPOSIT', period, amount: kes(amount), idempotencyKey: v7() }, limit);
    expect(await set('MONTH', '1500.00')).toMatchObject({ period: 'MONTH', left: { amount: '1500.00' } });
    expect(await set('WEEK', '1000.00')).toMatchObject({ period: 'WEEK', left: { amount: '1000.00' } });
    expect((await depositByCard(bettor, '800.00')).__typename).toBe('Deposit');
    const reached = '... on LimitReached { limitKind period left { amount } }';
    const deposit = (amount: string) =>
      act(
        user,
        'deposit',
        {
          walletId: bettor.walletId,
          amount: kes(amount),
          method: 'STRIPE_CARD',
          token: 'pm_card_visa',
          idempotencyKey: v7(),
        },
        reached,
      );
    expect(await deposit('300.00')).toMatchObject({
      code: 'LIMIT_REACHED',
      limitKind: 'DEPOSIT',
      period: 'WEEK',
      left: { amount: '200.00' },
    });
    const remove = { kind: 'DEPOSIT', period: 'WEEK', currency: 'KES', idempotencyKey: v7() };
    const removed = await act(user, 'removeLimit', remove, limit);
    expect(removed).toMatchObject({ limit: { amount: '1000.00' }, pendingIncrease: { amount: null } });
    expect(await act(user, 'removeLimit', remove, limit)).toEqual(removed);
    const confirm = { limitIncreaseId: removed.pendingIncrease.id, idempotencyKey: v7() };
    expect(await act(user, 'confirmLimitIncrease', confirm)).toMatchObject({ code: 'LIMIT_INCREASE_TOO_EARLY' });
    expect(await deposit('300.00')).toMatchObject({ code: 'LIMIT_REACHED' });
  });

  it('on losses stop bets whose stakes would exceed them, and a time-out stops bets and deposits at once', async () => {
    const [bettor, trading] = await Promise.all([richBettor('1000.00'), openTrading()]);
    const { user } = bettor;
    const { selections } = await trading.market();
    const loss = { kind: 'LOSS', period: 'MONTH', amount: kes('250.00'), idempotencyKey: v7() };
    expect(await act(user, 'setLimit', loss, limit)).toMatchObject({ kind: 'LOSS', left: { amount: '250.00' } });
    expect(await placeBet(bettor, selections[0]!, '200.00')).toMatchObject({ status: 'ACCEPTED' });
    expect(await placeBet(bettor, selections[0]!, '100.00')).toMatchObject({ code: 'LIMIT_REACHED' });
    expect(await placeBet(bettor, selections[0]!, '50.00')).toMatchObject({ status: 'ACCEPTED' });
    const exclusion = '... on Exclusion { kind until }';
    const timeOut = await act(user, 'takeTimeOut', { hours: 24, idempotencyKey: v7() }, exclusion);
    expect(timeOut).toMatchObject({ kind: 'TIME_OUT' });
    expect(await placeBet(bettor, selections[0]!, '50.00')).toMatchObject({ code: 'EXCLUDED' });
    expect(await depositByCard(bettor, '100.00')).toMatchObject({ code: 'EXCLUDED' });
    expect(await act(user, 'setLimit', { ...loss, amount: kes('900.00'), idempotencyKey: v7() })).toMatchObject({
      code: 'EXCLUDED',
    });
    const longer = await act(user, 'takeTimeOut', { hours: 48, idempotencyKey: v7() }, exclusion);
    expect(Date.parse(longer.until)).toBeGreaterThan(Date.parse(timeOut.until));
  });
});
