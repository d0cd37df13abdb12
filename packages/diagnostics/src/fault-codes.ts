/**
 * Every code that a fault can carry, by what it is about: what it means, and what to do. A code stays as it is once it
 * is released, while the words of messages may change: scripts ask for codes.
 */
export const FAULT_CODES = {
  "Inputs and options": {
    "input-invalid": "An input or option has a value that it can't take: write it as the message says.",
    "input-missing": "Something that has to be said was not said: set the input or option that is named.",
    "inputs-conflict": "Two inputs or options contradict each other: leave one of them out.",
    "file-unreadable": "A file that is named can't be read: check its path and who may read it.",
    "file-malformed": "A file is no JSON, YAML or TOML: correct it at the place that is named.",
    "result-file-unknown":
      "A file between two steps comes from another command or release: make it anew with this one.",
    "not-confirmed":
      "The question before the first write was not answered with yes: answer it, or give --yes.",
  },
  "The run": {
    "environment-incomplete":
      "A variable that the runner usually sets is not there: set it, or run where it is set.",
    "clean-up-failed": "Something could not be taken away at the end: remove it by hand if it is in the way.",
    "output-secret":
      "An output would contain a secret, so that GitHub empties it: keep the secret out of names.",
    "summary-unwritten":
      "The job summary could not be written: the log says the same; the result is not affected.",
    "unexpected-error": "Something failed in a way that nobody has foreseen: report it with the log.",
    "webhook-failed": "The webhook did not take the message: check its address and who may write to it.",
  },
  Git: {
    "git-failed": "git failed: do what its own words ask for.",
    "working-directory-missing":
      "The working directory is no folder: check out the repository, or correct its path.",
    "commit-missing": "A commit is not in this clone: check out with fetch-depth: 0, or correct the commit.",
    "commits-unrelated":
      "Two commits share no history in this clone: check out with fetch-depth: 0, or name another base.",
    "tag-name-invalid": "git takes no tag of that name: correct the version or the prefix.",
  },
  GitHub: {
    "github-refused": "GitHub refused a request: give the job the permission that is named.",
    "pull-request-unmerged": "The pull request is not merged: release it once it is.",
    "tag-elsewhere": "The tag stands at another commit: raise the version, or delete the tag if it is wrong.",
  },
  GitLab: {
    "gitlab-refused": "GitLab refused a request: give the token the role and scope that are named.",
  },
  "The Prefect server": {
    "server-not-given": "Nothing says which Prefect server is meant: set prefect-api-url.",
    "connection-invalid":
      "An address, key, authorization or header can't be used: write it as the message says.",
    "credentials-missing": "The server needs credentials and none are given: set them.",
    "credentials-refused":
      "The server does not take the credentials: check that they are its own and not expired.",
    "permission-missing": "The credentials don't allow a request: give their account the permission.",
    "server-unreachable":
      "The server can't be reached: check its address, the network, the proxy, certificates.",
    "server-redirects":
      "Something before the server redirects: give the right address, or get past the login.",
    "server-busy": "The server has too much to do: run again later, or lower the concurrency.",
    "server-failed": "The server failed: its log says why; running again is safe.",
    "server-not-prefect":
      "What answers is no Prefect API: correct the address, or look at the proxy before it.",
    "server-version": "The server's version is not one that is supported: use another one, or try with care.",
    "request-refused": "The server does not accept what was sent: do what its answer asks for.",
    "name-refused": "Prefect takes no such name: use none of the characters that are named.",
    "server-shared":
      "A pull request would write on a server that runs production's schedules: use another server.",
    "written-meanwhile": "Somebody else has written or deleted the same thing at the same time: run again.",
  },
  "Files of definitions": {
    "definition-file-missing":
      "A prefect.yaml that is named is not there or can't be read: correct its path.",
    "definition-encoding": "A file of definitions is not UTF-8: save it as UTF-8.",
    "definition-syntax":
      "A file of definitions is no YAML as Prefect reads it: correct it at the place that is named.",
    "merge-doubtful":
      "Several mappings of a merge list have the same key, and which one counts depends on PyYAML: write the key beside the merge.",
    "definition-empty": "A file holds no deployment: write some, or leave the file out.",
    "removal-withheld":
      "Nothing counts as removed while a file of definitions can't be read: correct the file, and run again.",
    "deployment-unnamed": "A deployment has no name and is passed over: give it a name.",
    "deployment-twice": "Two deployments have the same flow and name: rename or remove one of them.",
    "overlay-unmatched":
      "An entry of the overlay file means no deployment, or several: correct its name and entry point.",
    "input-unmatched": "A pattern under `inputs` means no file: correct it, since it selects nothing.",
    "exclusion-unused": "A pattern excludes no file: remove or correct it.",
    "key-unknown": "Prefect doesn't know a key and ignores it: correct its spelling, or remove it.",
    "field-invalid": "A field holds what Prefect does not take there: write it as the message says.",
    "concurrency-invalid": "A concurrency limit holds what Prefect refuses: write it as the message says.",
    "schedule-invalid": "Prefect would refuse a schedule: write it as the message says.",
    "trigger-invalid": "Prefect would refuse a trigger: write it as the message says.",
    "trigger-cloud-only": "A trigger needs Prefect Cloud: remove it, or deploy to Prefect Cloud.",
    "sla-not-deployed":
      "Service level agreements exist on Prefect Cloud only and are not deployed: remove them.",
    "more-of-the-same": "There is more of this than is shown: correct what is shown, and run again.",
  },
  "Templates and values in definitions": {
    "placeholder-unset": "Nothing fills a placeholder: set what it names, or correct it.",
    "variable-unset": "The environment variable of a placeholder is not set: set it where the command runs.",
    "block-missing": "The server has no such block or value in it: make it there, or correct the name.",
    "block-invalid": "A reference to a block can't be followed: write it as the message says.",
    "secret-in-clear":
      "A value is stored in clear in the deployment: keep it in a block, or set it at the worker.",
    "settings-unreadable": "Prefect's own settings can't be read: correct the file that is named.",
    "step-not-run": "A build or push step is not run here: run it before, and say so by `build-steps`.",
    "step-failed": "A build or push step failed: the log has its output.",
    "clone-missing": "No pull step clones the code, so it can't be pinned: clone it, or leave pin at branch.",
    "clone-folder-moved": "A step names the folder of a clone that lies elsewhere now: name the new folder.",
    "worker-too-old": "A worker's Prefect can't do what a pull step asks for: update the worker.",
    "parameter-unknown": "The flow has no such parameter, so every run would fail: correct or remove it.",
    "parameter-invalid": "The flow does not take the value of a parameter: correct it.",
  },
  "Python source": {
    "entry-point-invalid": "An entry point leads to no file or module of the repository: correct it.",
    "source-unreadable": "A Python file can't be read, or is too large to be: check it.",
    "source-encoding": "A Python file has an encoding that Python refuses: save it as UTF-8.",
    "source-invalid": "A file is not valid Python: correct it at the place that is named.",
    "flow-missing":
      "The entry point's name is no flow: decorate the function with @flow, or correct the name.",
    "flow-undecided":
      "The source alone doesn't tell what the flow is: write it more plainly, or have a Python read it.",
    "flow-import-failed": "The flow's module can't be imported: correct what the message says.",
    "module-missing":
      "A module that a flow imports is not where the flow runs: install it there, or correct the import.",
    "import-unfinished":
      "An import needs what the check of imports has not, such as a variable or the network: declare it, or move it into the flow.",
    "schema-differs":
      "Where a flow runs it has other parameters than its source tells: read flows with flow-reader: image.",
    "parameter-refused": "Prefect refuses the name of a parameter: rename it.",
    "python-unusable":
      "The Python that should read the flows can't: name one that has Prefect and their imports.",
    "import-unlisted":
      "An import is found nowhere, so its changes select nothing: add it to the requirements.",
    "import-dynamic": "A file imports at run time what can't be followed: name such files in the inputs.",
    "base-flow-unknown":
      "What a flow was called before can't be told: look for its deployment on the server.",
  },
  "Plans and their execution": {
    "selector-unmatched": "A name or pattern matches no deployment: correct or remove it.",
    "deployment-missing": "The server has no such deployment: correct its name, or deploy it first.",
    "deployment-paused": "A deployment is paused as a whole, so its schedules start no runs: resume it.",
    "removed-but-declared": "A deployment is named as removed, but the files have it: take it off the list.",
    "deployment-held":
      "Another repository, set of files or scope has applied a deployment to this server: use other names, or take it over.",
    "definitions-none":
      "The files define no deployment, and pruning would remove all: correct the files or patterns that are named.",
    "removed-too-many": "More would be removed than is allowed: check the files, or allow more once.",
    "removed-unowned": "A deployment that left the files was not applied from here: remove it by hand.",
    "plan-not-approved":
      "What would be written is not what was approved: make a new plan and have it approved.",
    "base-unknown": "Nothing tells which commit a plan is held against: name the base or the target branch.",
    "caller-left": "Something still calls or watches a deployment that goes: change it together with that.",
    "commit-older": "The commit is older than what is deployed: deploy a newer one, or allow going back.",
    "commit-order-unknown":
      "The clone doesn't tell whether a commit is older than what is deployed: fetch its history.",
  },
  "Records on the server": {
    "record-unreadable":
      "A Prefect variable holds no record of ours: it is written anew; restore it if it was lost.",
    "inventory-missing":
      "Which deployments were applied from here is not known: let the key read and write variables.",
    "record-newer": "A record was written by a newer release: update this one.",
    "records-forbidden": "The key may not use variables, so nothing is remembered: give it that right.",
    "records-contended": "Somebody else keeps writing the same records: let jobs wait for each other.",
  },
  "Work pools": {
    "work-pool-missing": "The server has no work pool of that name: create it, or correct the name.",
    "work-pool-unnamed": "A deployment names no work pool: name one in its `work_pool`.",
    "work-pool-type":
      "The work pool is of a type that can't be used here: name another pool, or its own type.",
    "work-pool-paused": "The work pool is paused, so that its workers start no runs: resume it.",
    "job-variable-unknown": "The work pool's template declares no such job variable: correct or remove it.",
    "job-variable-refused": "The work pool's template doesn't take a job variable's value: correct it.",
    "template-invalid": "Workers or the server would refuse the base job template: correct it.",
    "template-unknown": "Prefect has no template for work pools of that type: give one.",
    "template-without-image": "The template and the image don't fit: give the one a place for the other.",
    "template-owned-by-release":
      "A Helm release would put the old template back: change the release's values.",
    "values-file-invalid": "The Helm values file can't be used: correct it as the message says.",
    "worker-absent": "No worker came online in time: look at the worker's log, or allow more time.",
  },
  "Clusters and their tools": {
    "command-missing": "A program is not on PATH: install it.",
    "command-failed": "A program failed: do what its own words ask for.",
    "kubeconfig-unusable": "The kubeconfig can't be used: check it.",
    "kubernetes-unreachable":
      "The cluster can't be reached: check its address, the network, its certificate.",
    "kubernetes-refused": "The cluster does not allow it: check the credentials and what their user may do.",
    "kubernetes-secret": "A Kubernetes secret can't be made as asked for: correct its name or its type.",
    "release-recovered":
      "A Helm release was left unfinished by a run that was killed: nothing is to be done.",
    "machine-unfit": "This machine can't take what is asked for: use one that can.",
    "mirror-insecure": "Programs are downloaded without encryption: serve the mirror by https.",
    "download-failed": "A program can't be downloaded: check its version, the network and the mirror.",
    "download-unverified": "A download is not what was published: don't use it; ask whoever runs the mirror.",
    "k3s-failed": "K3s can't be set up or does not serve: its log says why.",
    "k3s-version-step":
      "K3s can't go from the installed version to the wanted one: take the steps in between.",
  },
  Runs: {
    "run-failed": "A run failed: its log and its exception say why.",
    "run-inconclusive":
      "A run did not show whether the deployment works: do what the message says, and run again.",
    "run-slower": "A run took much longer than those before it: look at what it did.",
    "run-left":
      "A run was asked to stop and did not in time: see to it that its process ends, then set its state.",
    "runs-too-many": "More runs are selected than may be started: select fewer, or raise max-runs.",
    "not-quiet": "Other runs are late, under way or due: wait for them, or start without waiting for quiet.",
    "work-queue-missing": "The work pool has no work queue of that name: correct it, or make it first.",
  },
  Images: {
    "docker-missing": "Docker, its buildx plugin or a builder is not there: install or start it.",
    "builder-left": "A builder could not be removed: remove it by hand.",
    "build-failed": "The image can't be built: correct what Docker's words and the log name.",
    "build-cancelled": "The build was cancelled: run again if it should not have been.",
    "registry-unreachable": "A registry can't be reached: check its host and the network.",
    "registry-refused": "A registry refuses the credentials or what they ask for: check what they allow.",
    "registry-failed": "A registry answered with an error: run again; ask whoever runs it if it stays.",
    "image-missing": "An image is not there or can't be read: correct its name, or build it first.",
    "image-unknown": "Nothing says in which image a deployment's flow runs: name the image, or a Python.",
    "image-outdated": "An image holds other code than the commit: build it again.",
    "image-unfit": "An image can't be taken for what it is wanted for: build one that fits.",
    "image-tag-taken": "A release's tag is another image's already: raise the version.",
  },
  "Setting up": {
    "clock-off": "The server's clock and the one here are apart: let both follow a time server.",
    "scheduler-idle":
      "The server makes no runs for schedules that are due: look at its log, and start it again.",
    "schedule-never": "A schedule has no next date, or a far one: correct or remove it.",
    "time-zone-unnamed": "A schedule goes by UTC while others name a time zone: name one.",
    "deployment-undeclared":
      "The server has a deployment that no file declares: declare it, or delete it there.",
    "workflow-unpinned":
      "A workflow names this suite by what can move or is no release: name a release's commit.",
    "workflow-outdated": "A workflow is of another release than this one: bring it up to this one.",
    "workflow-branch": "A workflow starts for pushes to another branch than the default one: name that one.",
    "environment-missing": "A workflow enters an environment that is not there: make it.",
    "environment-open": "An environment admits more or fewer refs than it should: set its branch policies.",
    "environment-reviewers": "An environment that deploys waits for a review: take its reviewers out.",
    "setting-missing": "An environment lacks a variable or a secret: set it there.",
    "gate-unrequired": "No rule, or one of another name, requires the gate: require it by its exact name.",
    "runner-absent":
      "No runner with the labels that a job asks for is online: start one, or correct the labels.",
    "actions-disallowed": "The repository does not let the workflows' actions run: allow them.",
    "package-closed": "A package is not connected with the repository that pushes it: let the repository in.",
    "clone-refused":
      "A repository that a pull step clones can't be read, or lacks the branch: correct the step or its token.",
  },
  "This repository itself": {
    "repository-unready":
      "A file of this repository is not as its own tools need it: do what the message says.",
  },
  Versions: {
    "version-file-unusable": "The version file is not there or states no usable version: correct it.",
    "version-unchanged": "Files changed and the version did not: raise it.",
    "version-step": "The version does not follow the one before it: use one of those that are named.",
    "version-released": "The version was released before: raise it.",
  },
} as const satisfies Record<string, Record<string, string>>;

type Areas = typeof FAULT_CODES;

/** What kind of fault it is, in words that stay the same from release to release. */
export type FaultCode = { [Area in keyof Areas]: keyof Areas[Area] }[keyof Areas];
