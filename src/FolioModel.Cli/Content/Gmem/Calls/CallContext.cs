using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>
/// The process that made the recorded calls. Recordings name neither the VM nor the file of a call: which ones are meant follows from what
/// was created before, and from the words beside the arguments.
/// </summary>
internal sealed class CallContext
{
    /// <summary>Size of the file that most calls are about.</summary>
    private const ulong MainFileSize = 64 * PageSize.Bytes;

    /// <summary>A descriptor that was never opened.</summary>
    public const int BadDescriptor = -1;

    private readonly Dictionary<long, int> _vms = [];
    private bool _hasMain;

    public CallContext(GmemProfile profile)
    {
        System = new KvmSystem(new Machine(new MachineOptions { Profile = profile.Kernel, Ledger = true }), profile);
        Kvm = (int)System.OpenKvm().Value;
    }

    public KvmSystem System { get; }

    /// <summary>The descriptor of <c>/dev/kvm</c>.</summary>
    public int Kvm { get; }

    /// <summary>The VM that calls are about.</summary>
    public int Vm { get; set; } = -1;

    /// <summary>The file that calls are about.</summary>
    public int File { get; set; } = -1;

    /// <summary>The file created last.</summary>
    public int NewestFile { get; private set; } = -1;

    public int Vcpu { get; set; } = -1;

    /// <summary>The host's mapping of a file.</summary>
    public GmemMappedArea? Mapping { get; set; }

    /// <summary>The VM of a type, or -1.</summary>
    /// <param name="type">The type.</param>
    public int VmOfType(long type) => _vms.GetValueOrDefault(type, -1);

    /// <summary>A second VM of the type of the one that calls are about.</summary>
    public int AnotherVm() => (int)System.CreateVm(Kvm, (long)System.VmOf(Vm)!.Type).Value;

    public void CreatedVm(long type, int descriptor)
    {
        _vms[type] = descriptor;
        Vm = descriptor;
    }

    /// <summary>A file was created: until the main one is, calls are about the newest; afterwards only those that say so.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="descriptor">Its descriptor.</param>
    public void CreatedFile(ulong size, int descriptor)
    {
        NewestFile = descriptor;
        if (!_hasMain)
        {
            File = descriptor;
            _hasMain = size == MainFileSize;
        }
    }
}
