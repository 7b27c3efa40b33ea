using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>A VM.</summary>
internal sealed class VmFile(VirtualMachine vm) : OpenFile
{
    private int _descriptors = 1;

    public VirtualMachine Vm => vm;

    /// <inheritdoc/>
    public override void Duplicate() => _descriptors++;

    /// <inheritdoc/>
    public override void Close()
    {
        if (--_descriptors == 0)
        {
            vm.Close();
        }
    }
}
