namespace FolioModel.Cli.Conform.Kernel;

/// <summary>An inode of the recorder's pseudo filesystem.</summary>
internal sealed class PlainMapping : TraceMapping
{
    private const int ReleaseAllowed = 0;
    private const int DirtyWithoutTags = 1;
    private const int LaunderResult = 2;

    private readonly PlainFileOperations _operations;

    public PlainMapping(Machine machine, TraceHeader header, CallbackLog callbacks)
    {
        _operations = new PlainFileOperations(callbacks, header.Launders);
        Space = machine.CreateAddressSpace(new AddressSpaceOptions
        {
            Name = "recorded file",
            MinOrder = header.MinOrder,
            MaxOrder = header.MaxOrder,
            Unevictable = header.Unevictable,
            Inaccessible = header.Inaccessible,
            ReleaseAlways = header.ReleaseAlways,
            Size = header.Size,
            Operations = _operations,
        });
    }

    public override AddressSpace Space { get; }

    public override bool SetOption(int which, long value)
    {
        switch (which)
        {
            case ReleaseAllowed:
                _operations.AllowsRelease = value != 0;
                return true;
            case DirtyWithoutTags:
                _operations.DirtiesWithoutTags = value != 0;
                return true;
            case LaunderResult:
                _operations.LaunderResult = (Errno)value;
                return true;
            default:
                return false;
        }
    }
}
