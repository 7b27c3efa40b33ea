namespace FolioModel.Cli.Content.Gmem;

/// <summary><c>/dev/kvm</c>.</summary>
internal sealed class KvmDevice : OpenFile;
