import { describe, expect, it } from '@jest/globals';
import { createClaims, type SavedAnswer } from './saved-answer.ts';

const saved: SavedAnswer = { id: 'old', fingerprint: 'f', status: 200, body: '{}', savedAt: 0, requestId: 'req_1' };

describe('claiming an idempotency key', () => {
  const claim = createClaims((id) => (id === 'old' ? saved : undefined));

  it('lets one request run at a time', () => {
    const first = claim('new', 'f');
    expect(first.kind).toBe('first');
    expect(claim('new', 'f').kind).toBe('running');
    if (first.kind === 'first') first.release();
    expect(claim('new', 'f').kind).toBe('first');
  });

  it('answers a key that has its answer, and refuses it with other parameters', () => {
    expect(claim('old', 'f')).toEqual({ kind: 'answered', answer: saved });
    expect(claim('old', 'g').kind).toBe('mismatch');
  });
});
