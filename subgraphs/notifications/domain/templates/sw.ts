import { swAdverts } from './sw-adverts.ts';
import { swPayouts } from './sw-payouts.ts';
import { swPlans } from './sw-plans.ts';
import { codeBlock, dayAndTime, dayOf, letter, linkBlock, sms, openCampaigns } from './letter.ts';
import { swOrders } from './sw-orders.ts';
import { swReviews } from './sw-reviews.ts';
import { swRewards } from './sw-rewards.ts';
import { swSearches } from './sw-searches.ts';
import { swOffers } from './sw-offers.ts';
import { swDisputes } from './sw-disputes.ts';
import { swReturns } from './sw-returns.ts';
import { swWallets } from './sw-wallets.ts';
import type { CodePurpose, ReportKind, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Nambari yako ya kujisajili Soko',
  LOGIN: 'Nambari yako ya kuingia Soko',
  WITHDRAW: 'Nambari yako ya kuthibitisha kutoa pesa',
  RESET: 'Nambari yako ya kubadilisha nenosiri',
  EMAIL_CHANGE: 'Nambari yako ya kuthibitisha anwani hii ya barua pepe',
  PHONE: 'Nambari yako ya kuthibitisha nambari hii ya simu',
  KEY_EXPORT: 'Nambari yako ya kupata ufunguo wa pochi yako',
};

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Sababu: ${reason}`);

const reportNames: Record<ReportKind, string> = {
  ORDERS: 'oda',
  SALES_BY_DAY: 'mauzo kwa siku',
  SALES_BY_PRODUCT: 'mauzo kwa bidhaa',
  REFUNDS: 'marejesho ya pesa',
  STORE_ORDERS: 'oda za duka',
  TRADE_BY_DAY: 'biashara kwa siku',
  MINTS: 'tokeni zilizotengenezwa',
  BETS: 'dau',
  BETS_BY_DAY: 'dau kwa siku',
  EVENTS: 'matukio',
};

/** Swahili. */
export const sw: Templates = {
  ...swWallets,
  ...swOrders,
  ...swReviews,
  ...swAdverts,
  ...swPayouts,
  ...swPlans,
  ...swDisputes,
  ...swOffers,
  ...swSearches,
  ...swRewards,
  ...swReturns,
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      codeBlock(codeSubjects[purpose], code),
      `Nambari hii inatumika kwa dakika ${minutes}. Usimpe mtu yeyote. Wafanyakazi wa Soko hawatakuuliza nambari hii.`,
      'Kama hukuomba nambari, puuza ujumbe huu.',
    ),
  'one-time-code-sms': ({ purpose, code, minutes }) => {
    const ofKey = purpose === 'KEY_EXPORT' ? ' ya ufunguo wa siri wa pochi yako' : '';
    return sms(`${code} ni nambari yako ya Soko${ofKey}. Inatumika kwa dakika ${minutes}. Usimpe mtu yeyote.`);
  },
  'message-waiting': ({ firstName, unread, about }) =>
    letter(
      unread === 1 ? 'Una ujumbe ambao hujausoma' : `Una ujumbe ${unread} ambao hujausoma`,
      `Habari ${firstName},`,
      `Una ujumbe ${unread} ambao hujausoma kuhusu ${about}.`,
      'Fungua mazungumzo yako kwenye Soko ili kusoma na kujibu. Tutakuandikia tena baada ya kuusoma tu.',
    ),
  welcome: ({ firstName, campaigns }, timeZone) =>
    letter(
      'Karibu Soko',
      `Habari ${firstName},`,
      'Akaunti yako iko tayari. Unaweza kutazama bidhaa, kuweka orodha ya unavyotaka, na kuomba kuwa muuzaji. Tutatuma jibu la ombi lako kwa anwani hii.',
      campaigns.length === 0 ? null : 'Kampeni hizi zinaendelea sasa:',
      openCampaigns(campaigns, ({ endsAt }) => `hadi ${dayAndTime('sw', endsAt, timeZone)}`),
    ),
  'sign-up-attempted': ({ firstName }) =>
    letter(
      'Tayari una akaunti',
      `Habari ${firstName},`,
      'Akaunti mpya iliombwa kwa anwani hii ya barua pepe. Tayari una akaunti, kwa hiyo hakuna kilichobadilishwa.',
      'Kama ulikuwa wewe, ingia kwa nenosiri lako au ulibadilishe. Kama si wewe, puuza ujumbe huu.',
    ),
  'password-changed': ({ firstName, by }) =>
    letter(
      'Nenosiri lako limebadilishwa',
      `Habari ${firstName},`,
      by === 'RESET'
        ? 'Nenosiri lako limebadilishwa kwa nambari iliyotumwa kwa anwani hii. Vifaa vyako vyote vimeondolewa kwenye akaunti.'
        : 'Nenosiri lako limebadilishwa. Vifaa vyako vingine vyote vimeondolewa kwenye akaunti.',
      'Kama si wewe, badilisha nenosiri lako sasa.',
    ),
  'email-changed': ({ firstName, email }) =>
    letter(
      'Anwani yako ya barua pepe imebadilishwa',
      `Habari ${firstName},`,
      `Anwani ya barua pepe ya akaunti yako sasa ni ${email}. Ujumbe mwingine tutautuma huko.`,
      'Kama si wewe, wasiliana na huduma kwa wateja sasa.',
    ),
  'log-ins-refused': ({ firstName }) =>
    letter(
      'Manenosiri mengi yasiyo sahihi kwa akaunti yako',
      `Habari ${firstName},`,
      'Manenosiri mengi yasiyo sahihi yamejaribiwa kwa akaunti yako, kutoka mahali ambapo hujawahi kuingia. Kwa dakika kadhaa tunakataa kuingia kutoka mahali papya. Bado unaweza kuingia ulipowahi kuingia.',
      'Kama uko mahali papya, badilisha nenosiri ili uingie. Kama nenosiri lako ni rahisi kukisia, au unalitumia kwingine, libadilishe.',
    ),
  'new-device': ({ firstName, device, at }, timeZone) =>
    letter(
      'Kuingia kwa kifaa kipya',
      `Habari ${firstName},`,
      `Mnamo ${dayAndTime('sw', at, timeZone)}, mtu aliingia kwenye akaunti yako kwa kifaa au mtandao ambao hujawahi kuutumia${device === null ? '' : `: ${device}`}.`,
      'Kama ni wewe, kila kitu kiko sawa. Kama siyo wewe, badilisha nenosiri lako sasa: vifaa vingine vyote vitaondolewa.',
    ),
  'wallet-key-exported': ({ firstName, at }, timeZone) =>
    letter(
      'Ufunguo wa pochi yako umeonyeshwa',
      `Habari ${firstName},`,
      `Mnamo ${dayAndTime('sw', at, timeZone)}, ufunguo wa siri wa pochi yako ya tokeni ulionyeshwa kwa mtu aliyeingia kwenye akaunti yako na aliyekuwa na nambari tuliyotuma.`,
      'Mwenye ufunguo huu anaweza kuhamisha vyote vilivyo kwenye pochi, na hatuwezi kuvirudisha. Uweke siri. Soko pia inabaki na ufunguo.',
      'Kama siyo wewe, tuma tokeni zako kwenye pochi nyingine sasa, badilisha nenosiri lako, na uwasiliane na huduma yetu kwa wateja.',
    ),
  'session-reused': ({ firstName }) =>
    letter(
      'Tumeondoa kifaa chako kimoja kwenye akaunti',
      `Habari ${firstName},`,
      'Ufunguo unaoweka kifaa chako kwenye akaunti umetumika mara mbili. Huenda umenakiliwa, kwa hiyo tumekiondoa kifaa hicho.',
      'Tafadhali ingia tena. Kama unatumia nenosiri hilo kwingine, libadilishe.',
    ),
  'account-suspended': ({ firstName, reason }) =>
    letter(
      'Akaunti yako imesimamishwa',
      `Habari ${firstName},`,
      'Akaunti yako imesimamishwa. Kama una maswali, wasiliana na huduma kwa wateja.',
      reasonLine(reason),
    ),
  'account-reinstated': ({ firstName }) =>
    letter(
      'Akaunti yako inatumika tena',
      `Habari ${firstName},`,
      'Akaunti yako haijasimamishwa tena. Unaweza kuingia.',
    ),
  'data-export-ready': ({ downloadUrl, expiresAt }, timeZone) =>
    letter(
      'Nakala ya data yako iko tayari',
      'Nakala ya data yako uliyoomba iko tayari.',
      linkBlock('Pakua data yako', downloadUrl),
      `Kiungo kinaisha tarehe ${dayAndTime('sw', expiresAt, timeZone)}. Yeyote aliye na kiungo anaweza kusoma data yako, kwa hiyo usimpe mtu.`,
    ),
  'data-export-failed': ({ firstName }) =>
    letter(
      'Nakala ya data yako haikutengenezwa',
      `Habari ${firstName},`,
      'Hatukuweza kutengeneza nakala ya data yako uliyoomba. Samahani.',
      'Unaweza kuomba nakala mpya sasa. Ikishindikana tena, wasiliana na huduma kwa wateja.',
    ),
  'report-ready': ({ firstName, kind, from, to, rows, reportId }) =>
    letter(
      `Ripoti yako: ${reportNames[kind]}`,
      `Habari ${firstName},`,
      `Ripoti yako ya ${reportNames[kind]} kuanzia ${dayOf('sw', from)} hadi ${dayOf('sw', to)} iko tayari. Idadi ya safu: ${rows.toLocaleString('sw')}.`,
      `Ili kuipakua, ingia kwenye akaunti yako na ufungue ripoti zako. Namba yake ni ${reportId}.`,
    ),
  'report-failed': ({ firstName, kind, from, to }) =>
    letter(
      `Ripoti yako haikutengenezwa: ${reportNames[kind]}`,
      `Habari ${firstName},`,
      `Hatukuweza kutengeneza ripoti yako ya ${reportNames[kind]} kuanzia ${dayOf('sw', from)} hadi ${dayOf('sw', to)}. Samahani.`,
      'Unaweza kuiomba tena kwa siku chache zaidi. Inayofuata itatengenezwa kwa wakati wake wa kawaida.',
    ),
  'goods-ready': ({ firstName, number, titles }) =>
    letter(
      'Bidhaa zako ziko tayari',
      `Habari ${firstName},`,
      `Agizo lako ${number} limelipwa. Sasa unaweza kupakua faili zake na kuona funguo za leseni: ${titles}.`,
      'Ingia na ufungue agizo ili uzipate.',
    ),
  'goods-ready-for-guest': ({ number, titles }) =>
    letter(
      'Bidhaa zako ziko tayari',
      'Habari,',
      `Agizo lako ${number} limelipwa. Sasa unaweza kupakua faili zake na kuona funguo za leseni: ${titles}.`,
      'Fungua agizo pale ulipoliweka. Barua hii haina kiungo, kwa sababu barua inaweza kutumwa kwa mwingine.',
    ),
  'seller-applied': ({ firstName, displayName }) =>
    letter(
      'Tumepokea ombi lako',
      `Habari ${firstName},`,
      `Asante kwa kuomba kuuza kama ${displayName}. Tutapitia ombi lako na kutuma jibu kwa anwani hii.`,
    ),
  'seller-approved': ({ firstName, displayName, handle }) =>
    letter(
      'Sasa unaweza kuuza Soko',
      `Habari ${firstName},`,
      `Ombi lako la kuuza kama ${displayName} limekubaliwa. Jina lako la kipekee ni ${handle}.`,
      'Ingia tena na uweke bidhaa yako ya kwanza.',
    ),
  'seller-rejected': ({ firstName, displayName, reason }) =>
    letter(
      'Ombi lako la kuuza',
      `Habari ${firstName},`,
      `Ombi lako la kuuza kama ${displayName} halikukubaliwa.`,
      reasonLine(reason),
    ),
  'seller-suspended': ({ firstName, displayName, reason }) =>
    letter(
      'Akaunti yako ya muuzaji imesimamishwa',
      `Habari ${firstName},`,
      `Akaunti yako ya muuzaji ${displayName} imesimamishwa. Wanunuzi hawaoni bidhaa zake. Kama una maswali, wasiliana na huduma kwa wateja.`,
      reasonLine(reason),
    ),
  'seller-reinstated': ({ firstName, displayName }) =>
    letter(
      'Akaunti yako ya muuzaji inatumika tena',
      `Habari ${firstName},`,
      `Akaunti yako ya muuzaji ${displayName} haijasimamishwa tena.`,
    ),
  'seller-closed': ({ firstName, displayName, reason }) =>
    letter(
      'Akaunti yako ya muuzaji imefungwa',
      `Habari ${firstName},`,
      `Akaunti yako ya muuzaji ${displayName} imefungwa.`,
      reasonLine(reason),
    ),
  'webhook-disabled': ({ firstName, storeName, host, kind }) =>
    letter(
      `Kituo cha webhook cha ${storeName} kimezimwa`,
      `Habari ${firstName},`,
      kind === 'GONE'
        ? `Kituo cha webhook cha ${storeName} kwenye ${host} kilijibu kwamba hakipo tena, kwa hiyo tumekizima.`
        : `Matukio yote tuliyotuma kwa kituo cha webhook cha ${storeName} kwenye ${host} yameshindwa kwa siku kadhaa, kwa hiyo tumekizima.`,
      'Hakipati matukio zaidi. Kiwashe tena kitakapofanya kazi, kisha tuma tena yaliyoshindwa.',
    ),
  'store-invitation': ({ storeName, role, token, expiresAt }, timeZone) =>
    letter(
      `Mwaliko wa ${storeName}`,
      `Umealikwa kujiunga na timu ya ${storeName} kama ${role}.`,
      codeBlock('Ili kukubali, ingia kwa anwani hii ya barua pepe na uandike tokeni hii', token),
      `Mwaliko unaisha tarehe ${dayAndTime('sw', expiresAt, timeZone)}. Kama hulijui duka hili, puuza ujumbe huu.`,
    ),
};
