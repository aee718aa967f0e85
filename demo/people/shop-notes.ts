import type { Currency } from './person.ts';

/** A shop as it is written down here; ids and the person behind it are worked out from it. */
export interface ShopNote {
  name: string;
  handle: string;
  /** A demo account's name, or the first and last name of somebody of its own. */
  owner: string | readonly [firstName: string, lastName: string];
  town: string;
  country: string;
  locale: string;
  currency: Currency;
  further?: readonly Currency[];
  sku: string;
  sells: string;
  resells?: string;
  sending: readonly string[];
  store?: string;
}

/** The shops of the demo: who they are, where they are, what they sell. Categories are separated by spaces. */
export const shopNotes: readonly ShopNote[] = [
  {
    name: 'Kamau & Daughters', handle: 'kamau-and-daughters', owner: 'seller', town: 'Nairobi', country: 'KE', locale: 'sw-KE',
    currency: 'KES', further: ['EUR', 'USD'], sku: 'KAM',
    sells: 'chairs tables table-lamps pendant-lamps cushions-throws rugs-baskets cookware honey-preserves shirts dresses jackets bags jewellery shoes toys plants-pots',
    resells: 'chairs bags jewellery',
    sending: ['Leaves our workshop off Ngong Road within two working days.', 'In Nairobi it comes by bicycle, elsewhere by courier.', 'Come by and see it; there is always tea.'],
  },
  {
    name: 'Havn & Hylde', handle: 'havn-og-hylde', owner: 'seller2', town: 'Aarhus', country: 'DK', locale: 'da-DK',
    currency: 'EUR', further: ['USD'], sku: 'HOH',
    sells: 'chairs tables shelving table-lamps pendant-lamps cushions-throws tableware coffee-gear knitwear jackets speakers headphones plants-pots books prints',
    resells: 'chairs tables shelving tableware coffee-gear',
    sending: ['Sent from Aarhus in a carton we use twice.', 'Collection in Aarhus is free, and there is coffee.', 'Fourteen days to change your mind, thirty if you write first.'],
  },
  {
    name: 'Rift Valley Roasters', handle: 'rift-valley-roasters', owner: ['Kiprono', 'Cheruiyot'], town: 'Nakuru', country: 'KE', locale: 'en-KE',
    currency: 'KES', further: ['EUR', 'USD'], sku: 'RVR', store: 'rift-valley-roasters',
    sells: 'coffee tea-spices honey-preserves coffee-gear passes', sending: ['Posted from Nakuru the morning after it is ready.', 'Three and more travel free inside Kenya.'],
  },
  {
    name: 'Lamu Basket House', handle: 'lamu-basket-house', owner: ['Khadija', 'Omar'], town: 'Lamu', country: 'KE', locale: 'sw-KE',
    currency: 'KES', further: ['EUR'], sku: 'LBH', sells: 'rugs-baskets bags cushions-throws tables pendant-lamps jewellery',
    sending: ['Leaves the island on the Tuesday boat.', 'Wrapped in matting, which you may keep.'],
  },
  {
    name: 'Kisumu Second Sound', handle: 'kisumu-second-sound', owner: ['Ouma', 'Okello'], town: 'Kisumu', country: 'KE', locale: 'en-KE',
    currency: 'KES', further: ['USD'], sku: 'KSS', sells: 'records instruments speakers sounds', resells: 'records instruments speakers headphones',
    sending: ['Played in the shop before it goes.', 'Sent from Kisumu with more padding than strictly needed.'],
  },
  {
    name: 'Mombasa Refresh', handle: 'mombasa-refresh', owner: ['Salim', 'Bakari'], town: 'Mombasa', country: 'KE', locale: 'sw-KE',
    currency: 'KES', sku: 'MRF', sells: 'phones laptops headphones', resells: 'phones laptops',
    sending: ['Pick it up in Nyali or have it by courier the day after tomorrow.', 'Trade your old one in; we weigh, wipe and pay.'],
  },
  {
    name: 'Werkhof Neukölln', handle: 'werkhof-neukoelln', owner: ['Jana', 'Petersen'], town: 'Berlin', country: 'DE', locale: 'de-DE',
    currency: 'EUR', sku: 'WHN', sells: 'tools games toys shelving laptops', resells: 'tools tables camping books prints pendant-lamps',
    sending: ['Sent from Berlin with a note from whoever packed it.', 'Collection from the yard on Saturdays, ten to four.'],
  },
  {
    name: 'Alte Linse', handle: 'alte-linse', owner: ['Tilman', 'Voigt'], town: 'Leipzig', country: 'DE', locale: 'de-DE',
    currency: 'EUR', further: ['USD'], sku: 'ALI', sells: 'cameras prints', resells: 'cameras',
    sending: ['A year of guarantee on the mechanics.', 'Sent from Leipzig with tracking, every weekday at four.'],
  },
  {
    name: 'Hopfenblau Keramik', handle: 'hopfenblau-keramik', owner: ['Marlene', 'Krause'], town: 'Dresden', country: 'DE', locale: 'de-DE',
    currency: 'EUR', sku: 'HBK', sells: 'tableware plants-pots table-lamps coffee-gear tea-spices',
    sending: ['Packed in wood wool; in eleven years two parcels have broken.', 'From Dresden to your door in about a week.'],
  },
  {
    name: 'Nordhavn Cycles', handle: 'nordhavn-cycles', owner: ['Asger', 'Lund'], town: 'Copenhagen', country: 'DK', locale: 'da-DK',
    currency: 'EUR', sku: 'NHC', store: 'nordhavn-cycles', sells: 'bicycles fitness bags passes', resells: 'bicycles',
    sending: ['Fetch it in Copenhagen, or let us send it.', 'Asger answers questions himself, mostly before breakfast.'],
  },
  {
    name: 'Strikkeriet Klitmøller', handle: 'strikkeriet-klitmoeller', owner: ['Bodil', 'Thomsen'], town: 'Klitmøller', country: 'DK', locale: 'da-DK',
    currency: 'EUR', sku: 'STK', sells: 'knitwear childrens-clothes cushions-throws patterns', resells: 'knitwear childrens-clothes',
    sending: ['Sent from the dunes on Mondays and Thursdays.', 'Wrapped in a page of last week’s newspaper.'],
  },
  {
    name: 'Casa da Ribeira', handle: 'casa-da-ribeira', owner: ['Inês', 'Carvalho'], town: 'Porto', country: 'PT', locale: 'pt-PT',
    currency: 'EUR', further: ['USD'], sku: 'CDR', sells: 'tableware cookware rugs-baskets honey-preserves', resells: 'cookware rugs-baskets',
    sending: ['Sent from Porto, free inside Europe from sixty euros.', 'Gift wrapping is a pleasure and costs nothing.'],
  },
  {
    name: 'Atelier Brindille', handle: 'atelier-brindille', owner: ['Élodie', 'Marchand'], town: 'Lyon', country: 'FR', locale: 'fr-FR',
    currency: 'EUR', sku: 'ABR', sells: 'dresses jewellery bags shirts patterns',
    sending: ['Leaves the atelier in Lyon by letter post.', 'A ribbon and a handwritten card come with it.'],
  },
  {
    name: 'Lakeside Letterpress', handle: 'lakeside-letterpress', owner: ['Dana', 'Whitfield'], town: 'Chicago', country: 'US', locale: 'en-US',
    currency: 'USD', further: ['EUR'], sku: 'LLP', sells: 'books prints games fonts templates passes',
    sending: ['Ships flat from Chicago, twice a week.', 'Orders of three travel together for the price of one.'],
  },
  {
    name: 'Pixel Orchard', handle: 'pixel-orchard', owner: ['Theo', 'Nakamura'], town: 'Portland', country: 'US', locale: 'en-US',
    currency: 'USD', further: ['EUR', 'KES'], sku: 'PXO', store: 'pixel-orchard', sells: 'fonts templates sounds art-tokens passes', sending: ['Questions are answered from Portland, mostly before lunch.'],
  },
  {
    name: 'Meru Outfitters', handle: 'meru-outfitters', owner: ['Neema', 'Mollel'], town: 'Arusha', country: 'TZ', locale: 'sw-TZ',
    currency: 'USD', further: ['KES'], sku: 'MOF', sells: 'camping fitness shoes bags', resells: 'camping',
    sending: ['Sent from Arusha, or handed over at the trailhead.', 'Kept in stock in Arusha all year round.'],
  },
  {
    name: 'Accra Loom Works', handle: 'accra-loom-works', owner: ['Esi', 'Boateng'], town: 'Accra', country: 'GH', locale: 'en-GH',
    currency: 'USD', sku: 'ALW', sells: 'dresses shirts jackets cushions-throws instruments',
    sending: ['Flown out of Accra every Friday.', 'Write to us for another size; allow two weeks.'],
  },
  {
    name: 'Kigali Toy Makers', handle: 'kigali-toy-makers', owner: ['Aline', 'Uwase'], town: 'Kigali', country: 'RW', locale: 'en-RW',
    currency: 'USD', further: ['KES'], sku: 'KTM', sells: 'toys games childrens-clothes', sending: ['Sent from Kigali in a box that is a doll’s house inside.', 'Schools write to us for a better price.'],
  },
  {
    name: 'Andra Varvet', handle: 'andra-varvet', owner: ['Sixten', 'Berg'], town: 'Gothenburg', country: 'SE', locale: 'sv-SE',
    currency: 'EUR', sku: 'AVT', sells: 'shoes shelving',
    resells: 'chairs table-lamps pendant-lamps tableware shirts jackets dresses shoes bags jewellery headphones childrens-clothes',
    sending: ['Looked over twice before it goes on the shelf.', 'Sent from Gothenburg, well aired.'],
  },
  {
    name: 'Savanna Editions', handle: 'savanna-editions', owner: ['Zawadi', 'Njoroge'], town: 'Nairobi', country: 'KE', locale: 'en-KE',
    currency: 'USD', further: ['KES', 'EUR'], sku: 'SAV', sells: 'art-tokens prints books sounds records', sending: ['Posted from our gallery in Westlands.', 'Ask for a photograph of the exact copy you will get.'],
  },
]; // prettier-ignore
