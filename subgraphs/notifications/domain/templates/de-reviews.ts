import { factsBlock, letter } from './letter.ts';
import type { ReviewTemplates } from './template-data.ts';

/** German texts about reviews. */
export const deReviews: ReviewTemplates = {
  'review-received': ({ firstName, about, stars }) =>
    letter(
      `Neue Bewertung: ${about}`,
      `Hallo ${firstName},`,
      `jemand hat ${about} mit ${stars === 1 ? '1 Stern' : `${stars} Sternen`} bewertet. Sie können unter der Bewertung antworten; alle können die Antwort lesen.`,
    ),
  'review-answered': ({ firstName, about }) =>
    letter(
      `Antwort auf Ihre Bewertung: ${about}`,
      `Hallo ${firstName},`,
      `der Verkäufer hat auf Ihre Bewertung von ${about} geantwortet. Die Antwort steht unter Ihrer Bewertung.`,
    ),
  'review-hidden': ({ firstName, about, reason }) =>
    letter(
      `Ihre Bewertung wurde ausgeblendet: ${about}`,
      `Hallo ${firstName},`,
      `unser Support hat Ihre Bewertung von ${about} ausgeblendet. Andere sehen sie nicht, und sie zählt nicht mehr.`,
      `Grund: ${reason}`,
      'Wenn Sie nicht einverstanden sind, wenden Sie sich bitte an unseren Support.',
    ),
  'review-invitation': ({ firstName, number, titles }) =>
    letter(
      `Wie war Ihre Bestellung ${number}?`,
      `Hallo ${firstName},`,
      'Ihre Bestellung ist vor einigen Tagen angekommen. Ihre Bewertung der Artikel, des Verkäufers und der Lieferung hilft anderen.',
      factsBlock([
        ['Bestellung', number],
        ['Artikel', titles],
      ]),
    ),
};
