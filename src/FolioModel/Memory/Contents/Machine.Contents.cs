namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>The bytes of pages and swap slots, or null when <see cref="MachineOptions.Contents"/> is off.</summary>
    public MemoryContents? Contents { get; }

    internal MemoryContents ContentsOrThrow => Contents ?? throw new InvalidOperationException(
        $"the machine keeps no contents: set {nameof(MachineOptions)}.{nameof(MachineOptions.Contents)}");
}
