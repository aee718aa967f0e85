import {
  activePlayers,
  bettingFigures,
  messageBusiness,
  messageFigures,
  mintBusiness,
  mintFigures,
  platformBusiness,
  platformDashboard,
  platformFigures,
  tradeFigures,
} from './business.ts';
import { funnelFigures, funnelMutation, showFunnel } from './funnel.ts';
import { platformPulse, pulseFigure, pulseFigures, pulseMinute } from './pulse.ts';
import { report, reportMutation, reportSchedule } from './reports.ts';
import { query } from './query.ts';
import { productSales, salesFigures, sellerSales } from './seller-dashboard.ts';
import { subscription } from './subscription.ts';

export const resolvers = {
  Query: query,
  Mutation: { ...reportMutation, ...funnelMutation },
  Subscription: subscription,
  SellerSales: sellerSales,
  SalesFigures: salesFigures,
  ProductSales: productSales,
  SellerDashboard: { funnel: showFunnel },
  StoreDashboard: { funnel: showFunnel },
  PlatformDashboard: { ...platformDashboard, funnel: showFunnel },
  FunnelFigures: funnelFigures,
  PlatformBusiness: platformBusiness,
  PlatformFigures: platformFigures,
  TradeFigures: tradeFigures,
  BettingFigures: bettingFigures,
  ActivePlayers: activePlayers,
  MessageBusiness: messageBusiness,
  MessageFigures: messageFigures,
  MintBusiness: mintBusiness,
  MintFigures: mintFigures,
  PlatformPulse: platformPulse,
  PulseMinute: pulseMinute,
  PulseFigures: pulseFigures,
  PulseFigure: pulseFigure,
  Report: report,
  ReportSchedule: reportSchedule,
};
