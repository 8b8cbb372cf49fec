// Entry point of ianvs-agent.
int main() { return 0; }
