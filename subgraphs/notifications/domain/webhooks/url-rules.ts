/** What addresses of receivers may be. */
export interface UrlRules {
  /** Ports besides that of https. */
  ports: readonly number[];
  /** Origins that are allowed whatever they are, for development. */
  trustedOrigins: readonly string[];
}
