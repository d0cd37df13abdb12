module prefect-cicd/k3s-stand-in

go 1.24
