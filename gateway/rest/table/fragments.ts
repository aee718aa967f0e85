/** Fragments of the operations, by the type that they select: also the names of the bodies in the OpenAPI document. */
export const fragments: Readonly<Record<string, string>> = {
  Money: 'amount currency',
  PageInfo: 'hasNextPage hasPreviousPage startCursor endCursor',
  Media: 'id url width height alt',
  VariantOption: 'name value',
  Package: 'lengthMm widthMm heightMm weightG',
  Variant: `id sku available options { ...VariantOption } price { ...Money } compareAt { ...Money }
    furtherPrices { ...Money } package { ...Package }`,
  PriceRange: 'min { ...Money } max { ...Money }',
  Category: 'id slug name position depth parent { id }',
  Product: `id slug title description type status condition tags category { id } seller { id } store { id }
    media { ...Media } variants { ...Variant } priceRange { ...PriceRange } createdAt updatedAt publishedAt version`,
  UploadHeader: 'name value',
  Upload: `id status fileName mimeType size url headers { ...UploadHeader } expiresAt publicUrl width height`,
  ProductImportError: 'line reason',
  ProductImport: `id status total processed created unchanged failed errors { ...ProductImportError } failure createdAt
    finishedAt`,
  ProductsExport: 'url expiresAt',
  StockMovement: 'id kind onHandDelta reservedDelta orderId reason by at',
  StockItem: 'id variant { id sku } onHand reserved available version updatedAt movements { ...StockMovement }',
  OrderLineOption: 'name value',
  OrderLine: `id variant { id } title sku options { ...OrderLineOption } quantity packedQuantity unitPrice { ...Money }
    total { ...Money } tax { ...Money } taxIncluded discountTotal { ...Money }`,
  Order: `id number status paymentStatus seller { id } store { id } lines { ...OrderLine } deliveryMethod
    itemsTotal { ...Money } deliveryTotal { ...Money } taxTotal { ...Money } taxIncludedTotal { ...Money }
    discountTotal { ...Money } total { ...Money } createdAt version`,
  PackagingLine: 'lineId variant { id } title sku quantity packedQuantity',
  DeliveryAddress: 'name line1 line2 city region postalCode country phone',
  Packaging: `id order { id } orderNumber seller { id } status deliveryMethod address { ...DeliveryAddress }
    lines { ...PackagingLine } reason version createdAt startedAt finishedAt`,
  Delivery: `id order { id } orderNumber seller { id } status method trackingNumber address { ...DeliveryAddress } attempts
    proof failureReason version createdAt startedAt completedAt returnedAt`,
  WebhookEndpoint: `id storeId url description eventTypes status disabledReason disabledAt failingSince previousSecretUntil
    createdAt updatedAt`,
  WebhookEndpointWithSecret: 'endpoint { ...WebhookEndpoint } secret',
  RemovedWebhookEndpoint: 'id',
  WebhookAttempt: 'number startedAt durationMs responseCode responseHead error',
  WebhookDelivery: `id eventId type subject body status endReason nextAttemptAt createdAt endedAt
    attempts { ...WebhookAttempt }`,
  ContactNote: 'id text author { id displayName } createdAt',
  Contact: `id source user { id displayName } email name tags orders lastOrderedAt spent { ...Money } createdAt
    lastActiveAt`,
  ContactRowFault: 'line message',
  ContactImport: 'added changed unchanged failed faults { ...ContactRowFault }',
  ContactDeleted: 'id',
  Segment: 'id name query createdAt updatedAt',
  SegmentDeleted: 'id',
  SegmentFault: 'message position',
  SegmentCheck: 'size fault { ...SegmentFault }',
  Collection: `id storeId name description royaltyBasisPoints royaltyReceiver status failure chainId address createdAt
    deployedAt`,
  Token: `id collection { id } number name description imageUrl maxSupply reserved minted status failure metadataUrl
    createdAt`,
  Mint: `id token { id } to amount status failure reference transactionHash blockNumber createdAt confirmedAt`,
  AirdropProgress: 'waiting queued submitted confirmed failed',
  Airdrop: `id token { id } amount total leftOut segmentId status progress { ...AirdropProgress } createdAt sentAt`,
  ClaimLink: `id storeId token { id } code url status quota claimed isRestricted startsAt endsAt createdAt`,
  Claim: 'id mint { ...Mint } createdAt',
  ReportDownload: 'url expiresAt',
  Report: `id scheduleId type scope format columns from to timeZone status failure rows percent requestedAt startedAt
    completedAt expiresAt download { ...ReportDownload }`,
  ReportSchedule: 'id type scope format columns every hour timeZone nextAt createdAt endedAt',
  Wallet: 'id currency name status balance { ...Money } held { ...Money } available { ...Money } createdAt',
  StatementEntry: 'reference kind amount { ...Money } balance { ...Money } at',
};

const spreads = /\.\.\.(?!\s*on\b)\s*(\w+)/g;

/** The operation with all fragments that it spreads. */
export function withFragments(operation: string): string {
  const named = new Set<string>();
  const collect = (text: string): void => {
    for (const [, name] of text.matchAll(spreads)) {
      if (named.has(name!)) continue;
      named.add(name!);
      collect(fragments[name!] ?? '');
    }
  };
  collect(operation);
  return [operation, ...[...named].map((name) => `fragment ${name} on ${name} { ${fragments[name]} }`)].join('\n');
}
