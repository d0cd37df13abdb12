// Package main stands in for K3s, whose releases and module can't be had from a Go proxy. It speaks as K3s does where
// setup-cluster-tools listens: `--version`, `server` as a systemd service of type notify that writes
// /etc/rancher/k3s/k3s.yaml, and `kubectl get --raw=/version` through that file. It is no cluster.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

const kubeconfig = "/etc/rancher/k3s/k3s.yaml"

// Set by the linker.
var version = "v0.0.0+k3s1"
var broken = ""

func main() {
	arguments := strings.Join(os.Args[1:], " ")
	var err error
	switch {
	case arguments == "--version":
		fmt.Printf("k3s version %s (0123abcd)\ngo version go1.24\n", version)
	case arguments == "server":
		err = serve()
	case strings.HasPrefix(arguments, "kubectl get --raw=/version"):
		err = showVersion()
	default:
		err = errors.New("unknown arguments: " + arguments)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	if broken != "" {
		return errors.New("fatal: this build can't open its datastore")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := os.MkdirAll("/etc/rancher/k3s", 0o755); err != nil {
		return err
	}
	content := "server: http://" + listener.Addr().String() + "\n"
	if err := os.WriteFile(kubeconfig, []byte(content), 0o600); err != nil {
		return err
	}
	if err := notify("READY=1"); err != nil {
		return err
	}
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "{\n  \"gitVersion\": %q\n}", version)
	}))
}

func notify(state string) error {
	connection, err := net.Dial("unixgram", os.Getenv("NOTIFY_SOCKET"))
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.Write([]byte(state))
	return err
}

func showVersion() error {
	content, err := os.ReadFile(kubeconfig)
	if err != nil {
		return err
	}
	answer, err := http.Get(strings.TrimSpace(strings.TrimPrefix(string(content), "server: ")) + "/version")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(os.Stdout, answer.Body)
	return err
}
