export { ACT_VERSION, type ActResult, type ActRun, runAct } from "./act.ts";
export { BUILDKIT_VERSION, type BuildKit, startBuildKit } from "./buildkit.ts";
export { BUILDX_VERSION, type DockerCommand, prepareDocker } from "./buildx.ts";
export { bringBundlesUpToDate, commandLineBundle } from "./bundles.ts";
export { cacheRoot, installOnce, isInstalled } from "./cache.ts";
export { k3sInterface, releasedHelm, releasedKubectl } from "./cluster-tool-programs.ts";
export { debianPackage } from "./debian-package.ts";
export { type DockerEngine, startDockerEngine } from "./docker-engine.ts";
export { type Contexts, isMet, resolveExpressions } from "./expressions.ts";
export { type ForwardProxy, type ForwardProxyOptions, startForwardProxy } from "./forward-proxy.ts";
export { freePort } from "./free-port.ts";
export { helmProgram } from "./helm.ts";
export { type Kubectl, kubectlFor } from "./kubectl.ts";
export { KUBERNETES_VERSION, type KubernetesApi, startKubernetesApi } from "./kubernetes.ts";
export {
  type MachineUser,
  startVirtualMachine,
  type VirtualMachine,
} from "./machine/virtual-machine.ts";
export { PodRunner } from "./pod-runner.ts";
export { preCommitProgram } from "./pre-commit.ts";
export {
  type OtherPrefect,
  otherPrefectProgram,
  PREFECT_VERSION,
  type PrefectServer,
  type PrefectServerOptions,
  prefectEnvironment,
  prefectProgram,
  prefectPython,
  startPrefectServer,
} from "./prefect.ts";
export { Server, type ServerOptions } from "./process.ts";
export { startProcessWorker } from "./process-worker.ts";
export { projectRoot } from "./project-root.ts";
export { proofFactor, propertyRuns } from "./property-runs.ts";
export { type InjectedFault, type RecordedRequest, type RecordingProxy, startProxy } from "./proxy.ts";
export { prefectImageFiles, pythonImageFiles } from "./python-image.ts";
export { type ContainerRegistry, startContainerRegistry } from "./registry.ts";
export { describeWith, missing, type Requirement } from "./requires.ts";
export { runActionFolder, runBundle, type StepOptions, type StepResult } from "./runner.ts";
export type { Annotation } from "./runner-log.ts";
export { parseKeyValueFile, parseWorkflowCommand, type WorkflowCommand } from "./runner-protocol.ts";
export { type SecureFront, startSecureFront } from "./secure-front.ts";
export { sharedPrefectServer, uniqueName } from "./shared-prefect-server.ts";
export { lockedProject, pythonVersion, uvEnvironment, uvFolder } from "./uv.ts";
export { actionlintProgram, zizmorProgram } from "./workflow-linters.ts";
