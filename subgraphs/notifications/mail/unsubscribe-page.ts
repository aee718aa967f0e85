import type { Topic } from '../domain/topics.ts';

interface Words {
  title: string;
  /** Topics as they stand in the sentences below. */
  topics: { readonly [Name in Exclude<Topic, 'SECURITY'>]: string };
  question(topic: string): string;
  button: string;
  done(topic: string): string;
  again: string;
  security: string;
}

const en: Words = {
  title: 'Email from Soko',
  topics: {
    ACCOUNT: 'your account',
    ORDERS: 'your orders',
    SELLING: 'what you sell',
    WALLET: 'your wallet',
    BETTING: 'your bets',
    MESSAGES: 'unread messages',
    SAVED_SEARCHES: 'your saved searches',
    REWARDS: 'rewards for your tokens',
    MARKETING: 'offers and campaigns',
  },
  question: (topic) => `Do you want to stop email from Soko about ${topic}?`,
  button: 'Stop this email',
  done: (topic) => `You get no more email from Soko about ${topic}.`,
  again: 'You can turn it on again in the settings of your account.',
  security: 'Email about the security of your account still arrives.',
};

const de: Words = {
  title: 'E-Mails von Soko',
  topics: {
    ACCOUNT: 'Ihr Konto',
    ORDERS: 'Ihre Bestellungen',
    SELLING: 'Ihre Verkäufe',
    WALLET: 'Ihr Guthaben',
    BETTING: 'Ihre Wetten',
    MESSAGES: 'ungelesene Nachrichten',
    SAVED_SEARCHES: 'Ihre gespeicherten Suchen',
    REWARDS: 'Prämien für Ihre Token',
    MARKETING: 'Angebote und Aktionen',
  },
  question: (topic) => `Möchten Sie keine E-Mails mehr von Soko über ${topic} bekommen?`,
  button: 'Abbestellen',
  done: (topic) => `Sie bekommen keine E-Mails mehr von Soko über ${topic}.`,
  again: 'In den Einstellungen Ihres Kontos können Sie sie wieder einschalten.',
  security: 'E-Mails zur Sicherheit Ihres Kontos bekommen Sie weiterhin.',
};

const sw: Words = {
  title: 'Barua pepe kutoka Soko',
  topics: {
    ACCOUNT: 'akaunti yako',
    ORDERS: 'maagizo yako',
    SELLING: 'mauzo yako',
    WALLET: 'pochi yako',
    BETTING: 'dau zako',
    MESSAGES: 'ujumbe ambao hujasoma',
    SAVED_SEARCHES: 'utafutaji uliohifadhi',
    REWARDS: 'zawadi za tokeni zako',
    MARKETING: 'ofa na kampeni',
  },
  question: (topic) => `Je, unataka kuacha kupokea barua pepe kutoka Soko kuhusu ${topic}?`,
  button: 'Acha kupokea',
  done: (topic) => `Hutapokea tena barua pepe kutoka Soko kuhusu ${topic}.`,
  again: 'Unaweza kuziwasha tena katika mipangilio ya akaunti yako.',
  security: 'Barua pepe kuhusu usalama wa akaunti yako zitaendelea kuja.',
};

const languages: Readonly<Record<string, Words>> = { en, de, sw };

const style = `
  :root { color-scheme: light dark; --page: #eef1f5; --card: #fff; --text: #1b1f24; --dim: #5b6673; --act: #0b5fd0; }
  @media (prefers-color-scheme: dark) { :root { --page: #12161c; --card: #1d232c; --text: #e9edf3; --dim: #a9b4c2; --act: #2f7de6; } }
  body { margin: 0; padding: 24px 16px; background: var(--page); color: var(--text); font: 16px/1.5 -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; }
  main { max-width: 480px; margin: 0 auto; padding: 24px; border-radius: 12px; background: var(--card); }
  h1 { margin: 0 0 16px; font-size: 20px; }
  p { margin: 0 0 16px; }
  .dim { color: var(--dim); font-size: 14px; }
  button { padding: 12px 20px; border: 0; border-radius: 8px; background: var(--act); color: #fff; font: inherit; font-weight: 600; cursor: pointer; }`;

/** Texts here are constants: nothing that a person wrote is on these pages. */
const page = (language: string, { title }: Words, content: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`;

const wordsOf = (language: string): [string, Words] => {
  const words = Object.hasOwn(languages, language) ? languages[language] : undefined;
  return words === undefined ? ['en', en] : [language, words];
};

type Optional = Exclude<Topic, 'SECURITY'>;

/** Asks whether to unsubscribe. Opening a link changes nothing: mail programs open links to check them. */
export function questionPage(language: string, topic: Optional): string {
  const [tag, words] = wordsOf(language);
  const form = `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><p><button>${words.button}</button></p></form>`;
  return page(tag, words, `<p>${words.question(words.topics[topic])}</p>${form}<p class="dim">${words.security}</p>`);
}

/** Says that it is done. */
export function donePage(language: string, topic: Optional): string {
  const [tag, words] = wordsOf(language);
  const text = `<p>${words.done(words.topics[topic])}</p>`;
  return page(tag, words, `${text}<p class="dim">${words.again} ${words.security}</p>`);
}

/** Says that a link is not valid. The language is not known. */
export const invalidLinkPage = (): string =>
  page('en', en, '<p>This link is not valid. If your mail program cut it off, copy the whole link from the mail.</p>');
