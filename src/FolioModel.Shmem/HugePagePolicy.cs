namespace FolioModel.Shmem;

/// <summary>When a shmem file uses huge pages.</summary>
/// <remarks>Models the mount option <c>huge=</c> and <c>shmem_enabled</c>.</remarks>
public enum HugePagePolicy
{
    /// <summary>Single pages only (<c>never</c>).</summary>
    Never,

    /// <summary>A huge page whenever its whole range is empty (<c>always</c>).</summary>
    Always,

    /// <summary>
    /// Huge pages are used like <see cref="Always"/>, but only where the huge page lies wholly inside the file's size (<c>within_size</c>).
    /// </summary>
    WithinSize,
}
