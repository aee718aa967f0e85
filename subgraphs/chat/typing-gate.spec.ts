import { describe, expect, it } from '@jest/globals';
import { createTypingGate } from './typing-gate.ts';

describe('the gate of typing', () => {
  it('passes a change at once and a repeat after two seconds, for each person', () => {
    const gate = createTypingGate();
    expect(gate.passes('cnv_1', 'usr_1', true, 0)).toBe(true);
    expect(gate.passes('cnv_1', 'usr_1', true, 1_999)).toBe(false);
    expect(gate.passes('cnv_1', 'usr_2', true, 1_999)).toBe(true);
    expect(gate.passes('cnv_2', 'usr_1', true, 1_999)).toBe(true);
    expect(gate.passes('cnv_1', 'usr_1', true, 2_000)).toBe(true);
    expect(gate.passes('cnv_1', 'usr_1', false, 2_001)).toBe(true);
  });

  it('passes ten changes in ten seconds, however fast they alternate', () => {
    const gate = createTypingGate();
    const states = Array.from({ length: 1_000 }, (_, index) => index % 2 === 0);
    const passed = states.filter((isTyping, index) => gate.passes('cnv_1', 'usr_1', isTyping, index));
    expect(passed).toHaveLength(10);
    expect(gate.passes('cnv_1', 'usr_1', true, 10_000)).toBe(true);
  });
});
