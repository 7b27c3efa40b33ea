using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>A request of reclaim to a shrinker.</summary>
/// <param name="Group">The group whose objects are meant; null on a machine without groups.</param>
/// <param name="Gfp">What the run of reclaim may do: without <see cref="GfpFlags.Fs"/> no locks of file systems may be waited for.</param>
/// <param name="Objects">Objects to go through.</param>
/// <remarks>Models <c>struct shrink_control</c>.</remarks>
public readonly record struct ShrinkRequest(MemoryGroup? Group, GfpFlags Gfp, long Objects);
