import { query } from './query.ts';
import { productSales, salesFigures, sellerSales } from './seller-dashboard.ts';

export const resolvers = {
  Query: query,
  SellerSales: sellerSales,
  SalesFigures: salesFigures,
  ProductSales: productSales,
};
