using FolioModel.Gmem;
namespace FolioModel.Cli.Content.Gmem;

/// <summary>What a descriptor stands for.</summary>
internal abstract class OpenFile
{
    /// <summary>One more descriptor of the same open file.</summary>
    public virtual void Duplicate()
    {
    }

    /// <summary>One descriptor less.</summary>
    public virtual void Close()
    {
    }
}

/// <summary><c>/dev/kvm</c>.</summary>
internal sealed class KvmDevice : OpenFile;

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

/// <summary>A virtual CPU.</summary>
internal sealed class VcpuFile(VirtualMachine vm) : OpenFile
{
    public VirtualMachine Vm => vm;
}

/// <summary>A guest_memfd.</summary>
internal sealed class GmemFile(GuestMemfd file) : OpenFile
{
    public GuestMemfd File => file;

    /// <inheritdoc/>
    public override void Duplicate() => file.Duplicate();

    /// <inheritdoc/>
    public override void Close() => file.Close();
}
