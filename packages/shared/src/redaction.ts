export type { Secret } from './redaction/core/forms.ts';
export { Redactor, type Finding } from './redaction/core/redactor.ts';
export { findPersonSecrets, findSecrets } from './redaction/find-secrets.ts';
export { isSecretName, secretsOf } from './redaction/core/secret-names.ts';
export { RedactingStream } from './redaction/core/stream.ts';
export { keepSecrets, knownRedactor, redact, redactDeep } from './redaction/known-secrets.ts';
