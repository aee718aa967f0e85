import { badUserInput } from '@soko/errors';
import { readQuantity } from '@soko/input';
import type { FulfilmentContext } from '../context.ts';
import { type Packaging, setPackedQuantity as setPacked } from '../domain/packaging.ts';
import { maxQuantity } from '../domain/stock-item.ts';
import { changePackaging } from './change-packaging.ts';

export interface SetPackedQuantityInput {
  packagingId: string;
  lineId?: string | null | undefined;
  variantId?: string | null | undefined;
  quantity: number;
}

/** The id of the line with this id, or of the only line with this variant. */
function findLineId({ lines }: Packaging, { lineId, variantId }: SetPackedQuantityInput): string {
  if ((lineId == null) === (variantId == null)) {
    throw badUserInput('Pass exactly one of `lineId` and `variantId`.', 'lineId');
  }
  const found = lines.filter((line) => (lineId == null ? line.variantId === variantId : line.lineId === lineId));
  if (found.length === 1) return found[0]!.lineId;
  const message =
    found.length > 1
      ? 'Several lines contain this variant. Pass `lineId` instead.'
      : `The package has no line with this ${lineId == null ? 'variant' : 'id'}.`;
  throw badUserInput(message, lineId == null ? 'variantId' : 'lineId');
}

/** Sets the packed quantity of one line. */
export function setPackedQuantity(context: FulfilmentContext, input: SetPackedQuantityInput) {
  const quantity = readQuantity(input.quantity, 'quantity', { min: 0, max: maxQuantity });
  return changePackaging(
    context,
    input.packagingId,
    (packaging) => setPacked(packaging, findLineId(packaging, input), quantity),
    () => [],
  );
}
