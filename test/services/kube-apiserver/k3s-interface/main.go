// Package main has K3s' command line and files around the real Kubernetes API server. It is not K3s: K3s' own program
// can't be had from a package registry. It is what a proof of setup-cluster-tools needs on a machine with systemd:
// one program that says its version, runs as a service of type notify, keeps its data, writes a kubeconfig, and
// answers kubectl. There is no kubelet, no controller and no network in it.
//
// What it shares with K3s, and the file of github.com/k3s-io/k3s that says so:
//
//	k3s --version               "k3s version <version> (<commit>)"        pkg/cli/cmds/root.go
//	k3s server                  flags, variables and their defaults       pkg/cli/cmds/server.go
//	/etc/rancher/k3s/config.yaml  the same flags as YAML                  pkg/cli/cmds/config.go
//	/etc/rancher/k3s/k3s.yaml   0600 unless told otherwise                pkg/server/server.go
//	/var/lib/rancher/k3s/server data, etcd in db/etcd, certificates in tls  pkg/datadir, pkg/etcd/etcd.go
//	READY=1 to systemd          once the API server is ready              pkg/cli/server/server.go
//	k3s kubectl                 with that kubeconfig unless told another  pkg/kubectl/main.go
package main

import (
	"fmt"
	"os"
	"runtime"
)

// Set by the linker.
var (
	version = "v0.0.0+k3s1"
	// Not empty in a program whose server ends at once, as one that can't open its datastore.
	broken = ""
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "level=fatal msg=%q\n", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) == 0 {
		return fmt.Errorf("a command is needed: server, kubectl or --version")
	}
	switch command, rest := arguments[0], arguments[1:]; command {
	case "--version", "-v":
		fmt.Printf("k3s version %s (00000000)\ngo version %s\n", version, runtime.Version())
		return nil
	case "server":
		if broken != "" {
			return fmt.Errorf("starting kubernetes: preparing server: this build can't open its datastore")
		}
		options, err := readOptions(rest)
		if err != nil {
			return err
		}
		return serve(options)
	case "kubectl":
		return kubectl(rest)
	default:
		return fmt.Errorf("no such command: %s", command)
	}
}
