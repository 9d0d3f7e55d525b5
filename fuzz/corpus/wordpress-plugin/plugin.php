<?php
/**
 * @package Akismet
 */
/*
Plugin Name: Akismet Anti-spam
Version: 5.1
 * License: GPLv2 or later
Requires Plugins: jetpack, woo
*/
$x = 1;
