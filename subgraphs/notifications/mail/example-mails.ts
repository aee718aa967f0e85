import { footerOf, unsubscribeLabelOf } from '../domain/templates/footer.ts';
import { render } from '../domain/templates/render.ts';
import type { TemplateName } from '../domain/templates/template-data.ts';
import { examples } from '../domain/templates/template-examples.ts';
import { isMandatory } from '../domain/preference.ts';
import { kindOf } from '../domain/topics.ts';
import { renderHtml } from './render-html.ts';

/** A mail of one template in one language. */
export interface PicturedMail {
  name: string;
  html: string;
}

const names = Object.keys(examples) as TemplateName[];

/** Every template that is a mail, in a language, as its readers get it. */
export const mailsIn = (language: string): PicturedMail[] =>
  names
    .filter((name) => !name.endsWith('-sms'))
    .map((name) => {
      const { subject, content } = render(name, language, examples[name]);
      const link = { label: unsubscribeLabelOf(language), url: 'https://soko.example/unsubscribe' };
      const footer = [footerOf(language), ...(isMandatory(kindOf(name).topic) ? [] : [link])];
      return { name, html: renderHtml({ language, subject: subject ?? name, content, footer }) };
    });
