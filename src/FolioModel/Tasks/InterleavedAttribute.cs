namespace FolioModel;

/// <summary>
/// Marks an operation that another CPU can observe half done: it has scheduling points, or calls operations that have.
/// </summary>
/// <remarks>
/// Such a method is ordinary straight-line code. It keeps no <c>ref</c>, <c>Span</c> or <c>out</c> across a point and uses no <c>lock</c>,
/// <c>try</c>-<c>finally</c> or iterator, because it has a second form: for <c>M</c> the source generator writes <c>MAsync</c>, the same
/// source suspended at its points, which returns <see cref="KernelWork"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InterleavedAttribute : Attribute;
