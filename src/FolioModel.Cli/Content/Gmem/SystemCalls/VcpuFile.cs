using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>A virtual CPU.</summary>
internal sealed class VcpuFile(VirtualMachine vm) : OpenFile
{
    public VirtualMachine Vm => vm;
}
