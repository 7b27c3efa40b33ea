using FolioModel.Gmem;
namespace FolioModel.Cli.Content.Gmem;

/// <summary>
/// KVM and guest_memfd as a process sees them: descriptors, system calls and their errors. Underneath are <see cref="VirtualMachine"/> and
/// <see cref="GuestMemfd"/>, which know neither.
/// </summary>
/// <remarks>
/// Models one process with its table of descriptors. Which argument is looked at first is part of the model: it decides the error.
/// </remarks>
/// <example>
/// <code>
/// var system = new KvmSystem(new Machine(), GmemProfile.Linux612);
/// int kvm = (int)system.OpenKvm().Value;
/// int vm = (int)system.CreateVm(kvm, type: 1).Value;
/// int file = (int)system.CreateGuestMemfd(vm, new GmemCreation(64 * 4096, 0)).Value;
/// system.Fallocate(file, mode: 1, offset: 0, length: 4096);
/// </code>
/// </example>
internal sealed partial class KvmSystem
{
    /// <summary>0, 1 and 2 are the standard streams.</summary>
    private const int FirstDescriptor = 3;

    private readonly SortedDictionary<int, OpenFile> _files = [];

    /// <summary>Creates a process with no files open.</summary>
    /// <param name="machine">The host.</param>
    /// <param name="profile">Which version of guest_memfd.</param>
    public KvmSystem(Machine machine, GmemProfile profile)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(profile);
        Machine = machine;
        Profile = profile;
    }

    /// <summary>The host.</summary>
    public Machine Machine { get; }

    /// <summary>Which version of guest_memfd.</summary>
    public GmemProfile Profile { get; }

    /// <summary>The open descriptors.</summary>
    public IReadOnlyCollection<int> Descriptors => _files.Keys;

    /// <summary>The guest_memfd behind a descriptor, or null.</summary>
    /// <param name="descriptor">The descriptor.</param>
    public GuestMemfd? GuestMemfdOf(int descriptor) => (_files.GetValueOrDefault(descriptor) as GmemFile)?.File;

    /// <summary>The VM behind a descriptor, or null.</summary>
    /// <param name="descriptor">The descriptor.</param>
    public VirtualMachine? VmOf(int descriptor) => (_files.GetValueOrDefault(descriptor) as VmFile)?.Vm;

    /// <summary>Opens <c>/dev/kvm</c>.</summary>
    public CallResult OpenKvm() => Install(new KvmDevice());

    /// <summary>Opens a guest_memfd through <c>/proc/self/fd</c>, which such a file does not allow.</summary>
    /// <param name="descriptor">A descriptor.</param>
    public CallResult Reopen(int descriptor) => OnGuestMemfd(descriptor, Errno.ENXIO);

    /// <summary>Gives one more descriptor of the same open file (<c>dup</c>).</summary>
    /// <param name="descriptor">A descriptor.</param>
    public CallResult Duplicate(int descriptor)
    {
        if (!_files.TryGetValue(descriptor, out OpenFile? file))
        {
            return CallResult.From(Errno.EBADF);
        }

        file.Duplicate();
        return Install(file);
    }

    /// <summary>Closes a descriptor; the last one of an open file ends it.</summary>
    /// <param name="descriptor">A descriptor.</param>
    public CallResult Close(int descriptor)
    {
        if (!_files.Remove(descriptor, out OpenFile? file))
        {
            return CallResult.From(Errno.EBADF);
        }

        file.Close();
        return CallResult.Of(0);
    }

    /// <summary>The lowest free descriptor is used, as POSIX demands.</summary>
    private CallResult Install(OpenFile file)
    {
        int descriptor = FirstDescriptor;
        while (_files.ContainsKey(descriptor))
        {
            descriptor++;
        }

        _files.Add(descriptor, file);
        return CallResult.Of(descriptor);
    }

    /// <summary>The answer of a call that every guest_memfd gives alike.</summary>
    private CallResult OnGuestMemfd(int descriptor, Errno answer) =>
        CallResult.From(FileOf(descriptor).Error is { } error && error != 0 ? error : answer);

    /// <summary>The guest_memfd of a descriptor: EBADF when it is not open, EINVAL when it is something else.</summary>
    private GuestMemfdResult FileOf(int descriptor) =>
        !_files.TryGetValue(descriptor, out OpenFile? file) ? new GuestMemfdResult(null, Errno.EBADF)
        : file is GmemFile { File: { } opened } ? new GuestMemfdResult(opened, Errno.None)
        : new GuestMemfdResult(null, Errno.EINVAL);
}
