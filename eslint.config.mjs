import { createRequire } from "node:module";

const require = createRequire(new URL(".cache/node/", import.meta.url));
const js = require("@eslint/js");
const globals = require("globals");

export default [
    { ignores: [".cache/"] },
    js.configs.recommended,
    {
        languageOptions: {
            globals: { ...globals.browser, odoo: "readonly", owl: "readonly" },
            sourceType: "module",
        },
    },
];
