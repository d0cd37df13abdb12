package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"sigs.k8s.io/yaml"
)

const (
	configFile     = "/etc/rancher/k3s/config.yaml"
	kubeconfigFile = "/etc/rancher/k3s/k3s.yaml"
)

type options struct {
	dataDir        string
	kubeconfig     string
	kubeconfigMode string
	httpsPort      int
}

// readOptions takes what the command line says, else the variable, else config.yaml, else K3s' default.
func readOptions(arguments []string) (options, error) {
	file, err := readConfig()
	if err != nil {
		return options{}, err
	}
	var read options
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	text := func(target *string, name, variable, fallback string) {
		if value, ok := file[name]; ok {
			fallback = fmt.Sprint(value)
		}
		if value := os.Getenv(variable); value != "" {
			fallback = value
		}
		flags.StringVar(target, name, fallback, "")
		delete(file, name)
	}
	text(&read.dataDir, "data-dir", "K3S_DATA_DIR", "/var/lib/rancher/k3s")
	text(&read.kubeconfig, "write-kubeconfig", "K3S_KUBECONFIG_OUTPUT", kubeconfigFile)
	text(&read.kubeconfigMode, "write-kubeconfig-mode", "K3S_KUBECONFIG_MODE", "0600")
	flags.IntVar(&read.httpsPort, "https-listen-port", 6443, "")
	for name := range file {
		return options{}, fmt.Errorf("flag provided but not defined: -%s", name)
	}
	return read, flags.Parse(arguments)
}

func readConfig() (map[string]any, error) {
	content, err := os.ReadFile(configFile)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]any{}, nil
	}
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	return values, yaml.Unmarshal(content, &values)
}
