# One image for every service. The command names the one to run: users, products, …, gateway, or migrate.
# `--target gateway` builds the gateway alone, for any supergraph: docs/gateway.md.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /app
ENV TURBO_TELEMETRY_DISABLED=1 APOLLO_TELEMETRY_DISABLED=1
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci && npm run bundle -- --production && npm run playground
# The bundle holds the workspaces, and containers bring their own Postgres.
RUN node scripts/deploy/prune-packages.mjs embedded-postgres

FROM build AS gateway-build
RUN node scripts/deploy/prune-packages.mjs --of dist/gateway/package.json

FROM node:${NODE_VERSION}-slim AS gateway
WORKDIR /app
ENV NODE_ENV=production \
    NODE_OPTIONS="--enable-source-maps --max-semi-space-size=64" \
    APOLLO_TELEMETRY_DISABLED=1 \
    HOST=0.0.0.0 \
    PORT=4000
COPY --from=gateway-build /app/node_modules ./node_modules
COPY --from=gateway-build /app/dist/gateway ./
USER node
EXPOSE 4000
ENTRYPOINT ["node", "soko-gateway.js"]
CMD ["--supergraph", "/etc/soko/supergraph.graphql"]

FROM node:${NODE_VERSION}-slim
WORKDIR /app
ENV NODE_ENV=production \
    NODE_OPTIONS="--enable-source-maps --max-semi-space-size=32" \
    APOLLO_TELEMETRY_DISABLED=1 \
    HOST=0.0.0.0 \
    PORT=4000 \
    SOKO_MEDIA_DIR=/var/lib/soko/media
RUN mkdir -p /var/lib/soko/media && chown -R node:node /var/lib/soko
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/schema ./schema
COPY --from=build /app/dist ./dist
USER node
EXPOSE 4000
ENTRYPOINT ["node", "dist/server/service.js"]
CMD ["gateway"]
