/** A category of a seed. Parents come before their children; a tree is at most four levels deep. */
export interface SeedCategory {
  /** Unique, lower-case words joined by hyphens: `table-lamps`. */
  slug: string;
  name: string;
  /** The parent's slug, or null for a root. */
  parentSlug: string | null;
  description?: string;
  /** A picture in the media directory, such as `seed/categories/lamps.svg`. */
  imageFile?: string;
  /** Names in other languages by language tag: `{ de: 'Tischlampen' }`. */
  translations?: Readonly<Record<string, string>>;
}

/** A seller that users' seed made and approved, so that its products need not wait for the events to arrive. */
export interface SeedSeller {
  /** `slr_…`, the id in users. */
  id: string;
  /** `usr_…`, the person behind it. */
  userId: string;
  displayName: string;
  handle: string;
}

/** A picture that already lies in the media directory. */
export interface SeedMedia {
  /** Path below the media directory, such as `seed/lamp-01.svg`; it is served at `/media/seed/lamp-01.svg`. */
  file: string;
  mimeType: 'image/svg+xml' | 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/avif';
  /** Pixels. */
  width: number;
  height: number;
  alt: string;
}

export interface SeedVariant {
  /** Unique among one seller's products, at most 64 characters. */
  sku: string;
  /** Such as `[{ name: 'Colour', value: 'Oak' }]`; empty when the product comes in one form. */
  options: readonly { name: string; value: string }[];
  /** Decimal text with exactly the currency's digits, such as `{ amount: '49.90', currency: 'EUR' }`; above zero. */
  price: { amount: string; currency: string };
  /** The price it is compared with (before a reduction): the same currency, above `price`. */
  compareAt?: { amount: string; currency: string };
  /** The same variant's price in further currencies. */
  furtherPrices?: readonly { amount: string; currency: string }[];
  /** Required for PHYSICAL products. Whole millimetres and grams, all above zero. */
  package?: { lengthMm: number; widthMm: number; heightMm: number; weightG: number };
}

/** A product of a seed. It becomes ACTIVE unless `status` says otherwise. All variants are priced in one currency. */
export interface SeedProduct {
  /** Unique. It decides the ids of the product and of its variants, so that every machine gets the same ones. */
  slug: string;
  /** 3–128 characters. */
  title: string;
  description: string;
  type: 'PHYSICAL' | 'DIGITAL' | 'NFT';
  condition: 'NEW' | 'LIKE_NEW' | 'GOOD' | 'FAIR';
  status?: 'ACTIVE' | 'DRAFT' | 'PAUSED';
  categorySlug: string;
  sellerId: string;
  storeId?: string;
  /** At most 20, lower-case, each at most 32 characters. */
  tags: readonly string[];
  media: readonly SeedMedia[];
  /** 1 to 100. */
  variants: readonly SeedVariant[];
  /** When it was first published: spreads the catalogue over time, "newest" sorts by it. */
  createdAt: Date;
}

/** What `seedProducts` puts into an empty catalogue. `products` may be a generator: it is read in batches. */
export interface SeedCatalogue {
  categories: readonly SeedCategory[];
  sellers: readonly SeedSeller[];
  products: Iterable<SeedProduct>;
}

export interface SeedOptions {
  /** Called after each batch with the number of products written so far. */
  onProgress?: (written: number) => void;
}
