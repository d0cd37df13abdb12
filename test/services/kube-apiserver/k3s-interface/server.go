package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// serve runs etcd and the API server in this process until a signal ends it.
func serve(options options) error {
	fmt.Printf("level=info msg=\"Starting k3s %s\"\n", version)
	// The API server must not say that it is ready before the kubeconfig is there.
	socket := os.Getenv("NOTIFY_SOCKET")
	os.Unsetenv("NOTIFY_SOCKET")
	data := filepath.Join(options.dataDir, "server")
	certificates := filepath.Join(data, "tls")
	if err := os.MkdirAll(certificates, 0o700); err != nil {
		return err
	}
	token, err := adminToken(filepath.Join(data, "token"), filepath.Join(data, "tokens.csv"))
	if err != nil {
		return err
	}
	serviceKey := filepath.Join(certificates, "service.key")
	if err := writeServiceKey(serviceKey); err != nil {
		return err
	}
	store, err := startEtcd(filepath.Join(data, "db", "etcd"))
	if err != nil {
		return fmt.Errorf("starting etcd: %w", err)
	}
	defer store.Close()
	url := fmt.Sprintf("https://127.0.0.1:%d", options.httpsPort)
	go func() {
		certificate := filepath.Join(certificates, "apiserver.crt")
		waitUntilReady(url, token)
		if err := writeKubeconfig(options, url, certificate, token); err != nil {
			fmt.Fprintf(os.Stderr, "level=fatal msg=%q\n", err)
			os.Exit(1)
		}
		fmt.Println("level=info msg=\"k3s is up and running\"")
		os.Setenv("NOTIFY_SOCKET", socket)
		daemon.SdNotify(true, daemon.SdNotifyReady)
	}()
	apiServer := app.NewAPIServerCommand()
	apiServer.SetArgs([]string{
		"--etcd-servers=http://127.0.0.1:2379",
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", options.httpsPort),
		"--cert-dir=" + certificates,
		"--token-auth-file=" + filepath.Join(data, "tokens.csv"),
		"--authorization-mode=RBAC",
		"--disable-admission-plugins=ServiceAccount",
		"--service-cluster-ip-range=10.43.0.0/16",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + serviceKey,
		"--service-account-signing-key-file=" + serviceKey,
	})
	if code := cli.Run(apiServer); code != 0 {
		return fmt.Errorf("the API server ended with %d", code)
	}
	return nil
}

func startEtcd(folder string) (*embed.Etcd, error) {
	config := embed.NewConfig()
	config.Dir = folder
	config.LogLevel = "error"
	store, err := embed.StartEtcd(config)
	if err != nil {
		return nil, err
	}
	select {
	case <-store.Server.ReadyNotify():
		return store, nil
	case err := <-store.Err():
		return nil, err
	}
}

// adminToken is the token of an earlier start, or a new one.
func adminToken(file, table string) (string, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		content = []byte(rand.Text())
		err = os.WriteFile(file, content, 0o600)
	}
	if err != nil {
		return "", err
	}
	row := fmt.Sprintf("%s,system:admin,1,system:masters\n", content)
	return string(content), os.WriteFile(table, []byte(row), 0o600)
}

func writeServiceKey(file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return os.WriteFile(file, pem.EncodeToMemory(block), 0o600)
}

func waitUntilReady(url, token string) {
	// The certificate was made a moment ago by this very process.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	client := &http.Client{Transport: transport, Timeout: 5 * time.Second}
	for {
		request, _ := http.NewRequest(http.MethodGet, url+"/readyz", nil)
		request.Header.Set("Authorization", "Bearer "+token)
		if response, err := client.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func writeKubeconfig(options options, url, certificate, token string) error {
	authority, err := os.ReadFile(certificate)
	if err != nil {
		return err
	}
	mode, err := strconv.ParseUint(options.kubeconfigMode, 8, 32)
	if err != nil {
		return fmt.Errorf("write-kubeconfig-mode: %w", err)
	}
	config := api.NewConfig()
	config.Clusters["default"] = &api.Cluster{Server: url, CertificateAuthorityData: authority}
	config.AuthInfos["default"] = &api.AuthInfo{Token: token}
	config.Contexts["default"] = &api.Context{Cluster: "default", AuthInfo: "default"}
	config.CurrentContext = "default"
	if err := clientcmd.WriteToFile(*config, options.kubeconfig); err != nil {
		return err
	}
	return os.Chmod(options.kubeconfig, os.FileMode(mode))
}
