package main

import (
	"os"
	"slices"
	"strings"

	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func kubectl(arguments []string) error {
	told := slices.ContainsFunc(arguments, func(argument string) bool {
		return strings.HasPrefix(argument, "--kubeconfig")
	})
	if _, err := os.Stat(kubeconfigFile); err == nil && !told && os.Getenv("KUBECONFIG") == "" {
		os.Setenv("KUBECONFIG", kubeconfigFile)
	}
	os.Args = append([]string{"kubectl"}, arguments...)
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
	return nil
}
