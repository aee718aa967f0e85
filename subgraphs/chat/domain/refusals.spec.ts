import { describe, expect, it } from '@jest/globals';
import { forbidsWriting } from './refusals.ts';

describe('writing in a conversation', () => {
  it.each([
    ['OPEN', [], null, undefined],
    ['BLOCKED', ['usr_1'], 'CONVERSATION_BLOCKED', true],
    ['BLOCKED', ['usr_2'], 'CONVERSATION_BLOCKED', false],
    ['BLOCKED', ['usr_1', 'usr_2'], 'CONVERSATION_BLOCKED', true],
    ['CLOSED', [], 'CONVERSATION_CLOSED', undefined],
  ] as const)('that is %s, blocked by %j, is refused with %s', (status, blockedBy, code, isBlockedByViewer) => {
    const refusal = forbidsWriting({ status, blockedBy }, 'usr_1');
    expect(refusal?.code ?? null).toBe(code);
    expect((refusal as { isBlockedByViewer?: boolean } | null)?.isBlockedByViewer).toBe(isBlockedByViewer);
  });
});
