import { letter } from './letter.ts';
import type { RewardTemplates } from './template-data.ts';

/** English texts about rewards. */
export const enRewards: RewardTemplates = {
  'reward-offered': ({ firstName, title, tokenName }) =>
    letter(
      `A reward for you: ${title}`,
      `Hello ${firstName},`,
      `You hold “${tokenName}”. Its store has a reward for those who do: ${title}.`,
      'Open your rewards on Soko to claim it while it lasts.',
    ),
};
