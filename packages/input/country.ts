import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

/** The codes that ISO 3166-1 assigns, and XK, which is user-assigned and in general use for Kosovo. */
const assigned: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
    'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
    'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT ' +
    'JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO ' +
    'MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY ' +
    'QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO ' +
    'TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
  ).split(' '),
);

/** Codes that the European Union and people use for two countries whose ISO code is another. */
const aliases: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };

/** A country's ISO 3166-1 alpha-2 code in capitals; UK and EL are read as GB and GR. Throws BAD_USER_INPUT at `field`. */
export function readCountry(text: string, field = 'country'): string {
  const written = text.trim().toUpperCase();
  const code = aliases[written] ?? written;
  if (assigned.has(code)) return code;
  throw badUserInput(`${nameField(field)} must be an ISO 3166 country code, such as KE.`, field);
}
