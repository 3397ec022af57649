/** A form without scripts is sent nowhere; by `post`, so that what was typed never stands in an address. */
export const NeedsScripts = () => (
  <noscript>
    <p className="notice notice-bad">Ce formulaire a besoin de JavaScript : activez-le, puis rechargez la page.</p>
  </noscript>
)
