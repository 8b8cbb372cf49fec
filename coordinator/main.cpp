// Entry point of ianvs-coordinator.
int main() { return 0; }
