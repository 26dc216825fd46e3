import { config } from 'zod';

// Zod compiles what it can with `new Function`. The page's Content-Security-Policy forbids that, and a
// browser complains on its console even of a try that is caught. To be imported before any schema is made.
config({ jitless: true });
