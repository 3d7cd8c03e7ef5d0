/** Where toolchains, caches, registries and proxies are: what a build needs to work as it does in a person's shell. */
const toolVariable =
	/^(npm_config_|NPM_CONFIG_|PNPM_|YARN_|COREPACK_|NVM_|VOLTA_|PIP_|UV_|POETRY_|PYENV_|CARGO_|RUSTUP_|GO|JAVA_|MAVEN_|GRADLE_|ANDROID_|NODE_EXTRA_CA_CERTS$|SSL_CERT_|REQUESTS_CA_BUNDLE$|https?_proxy$|no_proxy$|HTTPS?_PROXY$|NO_PROXY$)/;
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|_AUTH|API_?KEY|PRIVATE/i;

/** Whether a build may see an environment variable of this name unasked: a toolchain's setting, and no secret. */
export function isToolVariable(name: string): boolean {
	return toolVariable.test(name) && !secretName.test(name);
}
