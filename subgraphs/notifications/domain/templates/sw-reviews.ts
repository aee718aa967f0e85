import { factsBlock, letter } from './letter.ts';
import type { ReviewTemplates } from './template-data.ts';

/** Swahili texts about reviews. */
export const swReviews: ReviewTemplates = {
  'review-received': ({ firstName, about, stars }) =>
    letter(
      `Tathmini mpya ya ${about}`,
      `Habari ${firstName},`,
      `Mnunuzi ametathmini ${about} kwa nyota ${stars}. Unaweza kujibu chini ya tathmini, na kila mtu ataona jibu lako.`,
    ),
  'review-answered': ({ firstName, about }) =>
    letter(
      `Muuzaji amejibu tathmini yako ya ${about}`,
      `Habari ${firstName},`,
      `Muuzaji amejibu tathmini yako ya ${about}. Jibu liko chini ya tathmini yako.`,
    ),
  'review-hidden': ({ firstName, about, reason }) =>
    letter(
      `Tathmini yako ya ${about} imefichwa`,
      `Habari ${firstName},`,
      `Huduma yetu kwa wateja imeficha tathmini yako ya ${about}. Watu wengine hawaioni, na haihesabiwi tena.`,
      `Sababu: ${reason}`,
      'Ikiwa hukubaliani, wasiliana na huduma yetu kwa wateja.',
    ),
  'review-invitation': ({ firstName, number, titles }) =>
    letter(
      `Agizo lako ${number} lilikuwaje?`,
      `Habari ${firstName},`,
      'Agizo lako lilifika siku chache zilizopita. Tathmini yako ya bidhaa, muuzaji na usafirishaji inasaidia wanunuzi wengine.',
      factsBlock([
        ['Agizo', number],
        ['Bidhaa', titles],
      ]),
    ),
};
