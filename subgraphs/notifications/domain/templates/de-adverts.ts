import { amountOf, letter } from './letter.ts';
import type { AdvertTemplates } from './template-data.ts';

/** German texts about adverts. */
export const deAdverts: AdvertTemplates = {
  'advert-exhausted': ({ firstName, title, spent }) =>
    letter(
      'Das Budget Ihrer Anzeige ist verbraucht',
      `Hallo ${firstName},`,
      `die Anzeige für „${title}“ hat ${amountOf('de', spent)} gekostet. Der Rest ihres Budgets reicht für keinen weiteren Klick; sie wird nicht mehr gezeigt.`,
      'Für mehr Klicks legen Sie eine neue Anzeige an.',
    ),
  'advert-ended': ({ firstName, title, spent }) =>
    letter(
      'Ihre Anzeige ist abgelaufen',
      `Hallo ${firstName},`,
      `die Laufzeit der Anzeige für „${title}“ ist zu Ende. Sie hat ${amountOf('de', spent)} gekostet.`,
    ),
};
