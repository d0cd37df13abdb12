import { readDockerfile } from "../src/dockerfile.ts";

const read = (text: string, buildArgs: Record<string, string> = {}) => readDockerfile(text, buildArgs);

test("sources are what COPY, ADD and bind mounts take of the context", () => {
  const { sources, unknowns } = read(`FROM scratch
COPY --chown=1:1 pyproject.toml \\
  # a comment between
  uv.lock ./
COPY ["a file.txt", "dest/"]
ADD src/*.py /app/
RUN --mount=type=bind,source=req.txt,target=/req.txt --mount=type=cache,target=/cache true
RUN --mount=type=secret,id=token --mount=type=tmpfs,target=/t true
ONBUILD COPY later.txt /
`);
  expect(sources).toEqual(["pyproject.toml", "uv.lock", "a file.txt", "src/*.py", "req.txt", "later.txt"]);
  expect(unknowns).toEqual([]);
});

test("here-documents are text, not instructions or sources", () => {
  const { sources, baseImages } = read(`FROM scratch
COPY <<EOF /etc/x
COPY hidden /y
EOF
RUN <<EOT bash
COPY no no
FROM no
EOT
COPY real.txt <<"TWO" /dest/
text
TWO
`);
  expect(sources).toEqual(["real.txt"]);
  expect(baseImages).toEqual([]);
});

test.each([
  ["COPY $FILE /x"],
  ["COPY ${DIR}/a /x"],
  ["COPY a\\ b /x"],
  ["RUN --mount=target=/src true"],
  ["RUN --mount=type=bind,target=/src true"],
  ["RUN --mount=type=bind,source=$WHAT,target=/src true"],
  ["ONBUILD RUN --mount=type=bind,target=/src true"],
])("%s may take the whole context", (line) => {
  expect(read(`FROM scratch\n${line}\n`).sources).toEqual(["."]);
});

test("base images are those of FROM, COPY --from and mounts that are no stage", () => {
  const { baseImages, stages } = read(`FROM python:3.12 AS Build
FROM build AS second
COPY --from=0 /a /b
COPY --from=BUILD /a /b
COPY --from=alpine:3 /a /b
RUN --mount=type=bind,from=busybox:1,target=/x --mount=type=cache,from=second,target=/y true
FROM scratch
FROM later
FROM --platform=$BUILDPLATFORM node:24 AS later
`);
  expect(baseImages).toEqual(["python:3.12", "alpine:3", "busybox:1", "later", "node:24"]);
  expect(stages).toEqual(["build", "second", "later"]);
});

test.each([
  ["ARG V=3.12\nFROM python:$V", {}, "python:3.12"],
  ["ARG V=3.12\nFROM python:$V", { V: "3.13" }, "python:3.13"],
  ['ARG V=3.12\nARG TAG="${V}-slim"\nFROM python:${TAG}', {}, "python:3.12-slim"],
  ["FROM python:${V:-3.11}", {}, "python:3.11"],
  ["ARG V=\nFROM python:${V:-3.11}", {}, "python:3.11"],
  ["ARG V=1\nFROM python${V:+:2}", {}, "python:2"],
  ["FROM python${V:+:2}", {}, "python"],
  ["ARG A=x\nFROM python:${B:-${A}}", {}, "python:x"],
])("%j with %j builds on %s", (text, buildArgs, image) => {
  const { baseImages, unknowns } = read(text, buildArgs as Record<string, string>);
  expect({ baseImages, unknowns }).toEqual({ baseImages: [image], unknowns: [] });
});

test.each([
  ["FROM python:$V", /FROM python:\$V depends on a variable/],
  ["FROM python-$TARGETARCH", /depends on a variable/],
  ["ARG V=1\nFROM python:${V%.*}", /depends on a variable/],
  ["FROM scratch\nARG V=1\nFROM python:$V", /depends on a variable/],
  ["FROM scratch\nCOPY --from=$IMG /a /b", /COPY --from \$IMG/],
  ["FROM scratch\nADD https://user:pass@x.org/y?token=1 /z", /ADD takes https:\/\/\*\*\*@x\.org\/y, which/],
  ["FROM scratch\nADD git@github.com:a/b.git /z", /ADD takes git@github\.com/],
  ["# syntax=example.org/other:1\nFROM scratch", /another frontend \(example\.org\/other:1\)/],
])("%j can't be known before the build", (text, reason) => {
  const { unknowns } = read(text);
  expect(unknowns).toHaveLength(1);
  expect(unknowns[0]).toMatch(reason);
});

test("an address with a checksum and Docker's own frontend are known", () => {
  const text = "# syntax=docker/dockerfile:1.7\nFROM scratch\nADD --checksum=sha256:aa https://x.org/y /z\n";
  expect(read(text).unknowns).toEqual([]);
  expect(read("FROM scratch", { BUILDKIT_SYNTAX: "x/y" }).unknowns).toHaveLength(1);
});
