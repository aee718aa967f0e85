/** For esbuild: workspace packages are bundled as source; everything else that is not a path is an npm package. */
export const npmPackagesStayOutside = {
  name: 'npm-packages-stay-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@soko/') ? undefined : { path, external: true },
    );
  },
};
