namespace FolioModel.Shmem;

/// <summary>What <c>fallocate</c> is to do (<c>FALLOC_FL_*</c>).</summary>
[Flags]
public enum FallocateMode
{
    /// <summary>Allocate, and extend the size.</summary>
    None = 0,

    /// <summary>Leave the size (<c>FALLOC_FL_KEEP_SIZE</c>).</summary>
    KeepSize = 0x1,

    /// <summary>Free instead; needs <see cref="KeepSize"/> (<c>FALLOC_FL_PUNCH_HOLE</c>).</summary>
    PunchHole = 0x2,
}
