/** A kind of record, as docs/on-the-server.md tells it: its table is made of this. */
export interface RecordKind {
  what: string;
  /** What stands between the kind and the hash in the variable's name. */
  of: string;
  holds: string;
  /** What happens once somebody deletes it. */
  deleting: string;
}

/** Everything that we keep in Prefect variables, by how its name begins. */
export const RECORD_KINDS = {
  "deployed-commit": {
    what: "the commits that were last deployed",
    of: "<repository>-<files>",
    holds:
      "of the last 20 each: commit, time, run, branch, how many deployments were changed, image, and as `excluded` the deployments that are not as the commit says; also the new schedules that are still to be turned on",
    deleting:
      "the next merge selects every deployment; an older commit is not refused until the next one is recorded",
  },
  unfinished: {
    what: "what a run was about to write and no recorded commit accounts for yet",
    of: "<repository>-<files>",
    holds:
      "deployments, the run that began with them and when; which of them were about to get schedules that are off",
    deleting:
      "what a run that failed or was killed has half done is not selected again, unless its definition changes",
  },
  inventory: {
    what: "which deployments were applied from here",
    of: "<repository>-<files>",
    holds:
      "of each its id and a hash of its name (base64), in parts by the hash; in clear the names of those that a run was about to make; the one without a number at its end tells whose it is",
    deleting: "deployments come back into it as they are applied; those that left the files meanwhile do not",
  },
  archive: {
    what: "what becomes of deployments that left the files",
    of: "<repository>-<files>",
    holds:
      "of each that is archived: since when, and the pause and the state of each schedule and automation that its return puts back; the names of those that `x-cicd: {keep: true}` protects",
    deleting:
      "what is archived is no longer deleted after a time, and stays off when it comes back; what `keep` protects is protected again once it is applied",
  },
  "work-pool-commit": {
    what: "the commits that a work pool was last updated from",
    of: "<repository>-<pool>",
    holds: "of the last 20 each: commit, time, run, image and base job template",
    deleting: "an older commit is not refused until the next one is recorded",
  },
  "work-pool-template": {
    what: "a work pool's template before a pull request changed it",
    of: "<pool>",
    holds: "whose change it is, the template to put back, fingerprints of those set since",
    deleting: "nothing is put back when the pull request closes",
  },
  "work-pool-release": {
    what: "the Helm release that a work pool's template comes from",
    of: "<pool>",
    holds: "namespace and release",
    deleting: "`mode: api` may change the pool again, until a pod of the release starts",
  },
} as const satisfies Record<string, RecordKind>;

/** How the name of a variable of ours begins. */
export type RecordKindName = keyof typeof RECORD_KINDS;
