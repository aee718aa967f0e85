export { compileRoute } from '../compile-route.ts';
export { routeTable } from '../table/index.ts';
export { buildOpenApi } from './build-openapi.ts';
