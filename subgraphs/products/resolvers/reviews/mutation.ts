import { answer } from '@soko/subgraph';
import { moderateReview } from '../../commands/reviews/moderate-review.ts';
import { removeReview } from '../../commands/reviews/remove-review.ts';
import { replyToReview } from '../../commands/reviews/reply-to-review.ts';
import { reportListing, reportReview } from '../../commands/reviews/report-content.ts';
import { resolveReport } from '../../commands/reviews/resolve-report.ts';
import { submitReview } from '../../commands/reviews/submit-review.ts';
import { updateReview } from '../../commands/reviews/update-review.ts';
import { voteReview } from '../../commands/reviews/vote-review.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';

type Mutations =
  | 'submitReview'
  | 'updateReview'
  | 'removeReview'
  | 'replyToReview'
  | 'voteReview'
  | 'moderateReview'
  | 'reportReview'
  | 'reportListing'
  | 'resolveReport';

export const reviewMutations: Pick<MutationResolvers, Mutations> = {
  submitReview: async (_, { input }, context) => answer('Review', await submitReview(context, input)),
  updateReview: async (_, { input }, context) => answer('Review', await updateReview(context, input)),
  removeReview: async (_, { input }, context) => answer('Review', await removeReview(context, input)),
  replyToReview: async (_, { input }, context) => answer('Review', await replyToReview(context, input)),
  voteReview: async (_, { input }, context) => answer('Review', await voteReview(context, input)),
  moderateReview: async (_, { input }, context) => answer('Review', await moderateReview(context, input)),
  reportReview: async (_, { input }, context) => answer('ContentReport', await reportReview(context, input)),
  reportListing: async (_, { input }, context) => answer('ContentReport', await reportListing(context, input)),
  resolveReport: async (_, { input }, context) => answer('ContentReport', await resolveReport(context, input)),
};
