import { letter } from './letter.ts';
import type { RewardTemplates } from './template-data.ts';

/** German texts about rewards. */
export const deRewards: RewardTemplates = {
  'reward-offered': ({ firstName, title, tokenName }) =>
    letter(
      `Eine Prämie für Sie: ${title}`,
      `Hallo ${firstName},`,
      `Sie besitzen „${tokenName}“. Dafür hat der Shop eine Prämie: ${title}.`,
      'Auf Soko finden Sie sie unter Ihren Prämien, solange der Vorrat reicht.',
    ),
};
